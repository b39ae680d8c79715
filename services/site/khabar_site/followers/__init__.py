"""Those who are told of the site's changes: the WebSub hub, search engines (IndexNow), and a content network."""

from khabar_site.followers.hub import hub
from khabar_site.followers.indexnow import indexnow
from khabar_site.followers.purge import purge

__all__ = ["hub", "indexnow", "purge"]
