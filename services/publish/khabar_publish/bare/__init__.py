"""Degraded mode: what waits for enrichment too long goes to targets as it came, and is amended when that comes."""
