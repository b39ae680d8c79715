"""Which section an article belongs to: the desk's rules, and a model trained from what the desk has published."""

from khabar_enrich.sections.examples import Example
from khabar_enrich.sections.model import Guess, Model
from khabar_enrich.sections.rules import Rules

__all__ = ["Example", "Guess", "Model", "Rules"]
