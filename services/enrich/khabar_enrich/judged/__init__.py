"""How good related links are, measured on articles whose links people judged."""

from khabar_enrich.judged.command import related

__all__ = ["related"]
