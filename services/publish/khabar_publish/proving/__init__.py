"""Proof of publication: after a receipt the public page is read until it shows what was delivered; and canaries."""

from khabar_publish.proving.app import Proving, make_proving
from khabar_publish.proving.kinds import Grounds
from khabar_publish.proving.places import CanaryTarget, Places, Proved

__all__ = ["CanaryTarget", "Grounds", "Places", "Proved", "Proving", "make_proving"]
