"""Which way a language is written."""

from typing import Final, Literal

_RTL_LANGUAGES: Final = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "prs", "sd", "syr", "ug", "ur", "yi"],
)
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"])
_RTL_NAMES: Final = frozenset(["ADLAM", "ARABIC", "HANIFI", "HEBREW", "NKO", "SYRIAC", "THAANA"])
_SCRIPT_LENGTH: Final = 4


def direction(language: str, script: str = "") -> Literal["rtl", "ltr"]:
    """Return the direction of a BCP 47 language tag; a script in it decides (``ku-Arab`` is right to left).

    Args:
        language: the tag.
        script: what the text is really written in, as `language` tells it; it decides before the tag does.
    """
    if script:
        return "rtl" if script in _RTL_NAMES else "ltr"
    first, *rest = language.casefold().replace("_", "-").split("-")
    scripts = [part for part in rest if len(part) == _SCRIPT_LENGTH and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if first in _RTL_LANGUAGES else "ltr"
