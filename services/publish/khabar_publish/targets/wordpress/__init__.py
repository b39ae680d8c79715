"""A WordPress blog, over its REST API: https://developer.wordpress.org/rest-api/reference/."""

from khabar_publish.targets.wordpress.target import WordPressTarget

__all__ = ["WordPressTarget"]
