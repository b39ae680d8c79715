"""The subscriber's side of WebSub (https://www.w3.org/TR/websub/): hubs push feeds instead of being polled.

Polls drive it: the answer to one says which hub there is, and whether the lease has to be renewed. What a hub delivers
goes the way of a poll's answer.
"""

from khabar_ingest.websub.api import WebSubApi
from khabar_ingest.websub.links import Announced, announced
from khabar_ingest.websub.signature import is_signed
from khabar_ingest.websub.state import States, Subscription
from khabar_ingest.websub.subscriptions import Subscriptions

__all__ = ["Announced", "States", "Subscription", "Subscriptions", "WebSubApi", "announced", "is_signed"]
