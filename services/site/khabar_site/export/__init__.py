"""``khabar site export``: the whole site as files that any web server can serve, without the site running."""

from khabar_site.export.command import export, site

__all__ = ["export", "site"]
