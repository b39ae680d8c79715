"""Reading numbers, in digits and in words."""

from khabar.arabic.counting.hedges import Hedge, hedges
from khabar.arabic.counting.reading import Counted, counted
from khabar.arabic.counting.row import Row

__all__ = ["Counted", "Hedge", "Row", "counted", "hedges"]
