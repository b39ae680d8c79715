"""Which words count as one in the site's search: the tokens under which words are indexed and looked for.

A layer above `khabar.arabic`. That toolbox cuts generously, as articles about the same thing should be found; a
reader who looks for لبنان must not be shown اللبن. So words lose only what a newspaper adds to them (clitics, endings,
another seat of the hamza), tables say which words only look as though they had such letters, and a query's word is
cut more carefully than a text's. Whenever tokens change, so must `khabar_site.store.projection.FORM`.
"""

from khabar_site.store.forms.table import STOPS
from khabar_site.store.forms.tokens import Looked, held, looked, places
from khabar_site.store.forms.units import Unit, units

__all__ = ["STOPS", "Looked", "Unit", "held", "looked", "places", "units"]
