"""Names by a model: a conditional random field trained on open corpora, and the lexicon it looks words up in."""

from khabar_enrich.crf.tagger import Crf

__all__ = ["Crf"]
