"""Every metric of Khabar with its meaning, in one place (Prometheus names, units in the names)."""

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300)

ADMITTED = Counter("khabar_admitted_total", "Items by source and outcome of admission.", ("source", "outcome"))
REJECTED = Counter("khabar_rejected_items_total", "Items that could not be understood.", ("source",))
POLLS = Counter("khabar_source_polls_total", "Polls by source and outcome.", ("source", "outcome"))
EVENTS = Counter("khabar_events_total", "Entries by stage and what became of them.", ("stage", "outcome"))
HANDLE_SECONDS = Histogram(
    "khabar_batch_seconds", "Time from a batch's read to its commit.", ("stage",), buckets=_SECONDS
)
LAG_SECONDS = Histogram(
    "khabar_event_age_seconds", "Age of an event when it was handled.", ("stage",), buckets=_SECONDS
)
RECLAIMED = Counter("khabar_reclaimed_total", "Entries taken over from consumers that died or hung.", ("stage",))
DELAYED = Gauge("khabar_delayed_entries", "Entries that wait for their next try.", ("stage",))
DELIVERIES = Counter("khabar_deliveries_total", "Deliveries by target and outcome.", ("target", "outcome"))
DUE = Gauge("khabar_due_deliveries", "Deliveries by target that wait, or are in flight.", ("target", "part"))
ENRICHMENT_LATE_SECONDS = Gauge(
    "khabar_enrichment_late_seconds", "How long the oldest article has waited for enrichment."
)
TARGET_STATE = Gauge("khabar_target_state", "1 for the state that a target is in.", ("target", "state"))
DELIVERY_SECONDS = Histogram("khabar_delivery_seconds", "Time of one call to a target.", ("target",), buckets=_SECONDS)
PROOF_SECONDS = Histogram(
    "khabar_proof_seconds", "Time from acceptance until the page was seen to be right.", ("target",), buckets=_SECONDS
)
PROOFS = Counter("khabar_proofs_total", "Proofs of publication by target and what was seen.", ("target", "outcome"))
PROOFS_SKIPPED = Counter("khabar_proofs_skipped_total", "Receipts not proved because too many waited.", ("target",))
CANARY_SECONDS = Histogram(
    "khabar_canary_seconds", "Time from sending a canary until it was seen.", ("target",), buckets=_SECONDS
)
CANARIES = Counter("khabar_canaries_total", "Canaries by target and outcome.", ("target", "outcome"))
SITE_WRITES = Counter("khabar_site_writes_total", "Pushes to the site by outcome.", ("outcome",))
SITE_PICTURES = Counter("khabar_site_pictures_total", "Pictures of articles by what became of them.", ("outcome",))
SITE_PICTURE_SECONDS = Histogram(
    "khabar_site_picture_seconds", "Time in which the files of a picture were made.", buckets=_SECONDS
)
SITE_PINGS = Counter("khabar_site_pings_total", "Calls to those who follow the site.", ("kind", "outcome"))
TRIMMED = Counter("khabar_trimmed_entries_total", "Entries trimmed, by stream.", ("stream",))
FLOOR_AGE_SECONDS = Gauge(
    "khabar_floor_age_seconds",
    "Age of the first entry that a registered group has not acknowledged.",
    ("stream", "group"),
)
MEMORY_RATIO = Gauge("khabar_memory_ratio", "Part of the server's maxmemory that is in use; 0 without a limit.")
ARCHIVE_BYTES = Counter("khabar_archive_bytes_total", "Bytes written to the archive.", ("stream",))
ARCHIVE_LAG_SECONDS = Gauge("khabar_archive_lag_seconds", "How far the archive is behind a stream.", ("stream",))
ARCHIVE_GAPS = Counter("khabar_archive_gaps_total", "Entries were removed before they were archived.", ("stream",))
PRESSURE = Gauge("khabar_pressure", "1 while articles wait outside because memory or a backlog is over its mark.")
