"""The typeface of all figures: a subset of Noto Sans CJK SC, shipped so that they look alike everywhere.

A font installed on the machine is never used: it might be missing, another version, or unknown to the cache
of matplotlib. The licence (SIL Open Font License 1.1) is in OFL.txt; `make_subset.py` makes the file anew.
"""

from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FONT_FILE = Path(__file__).parent / "NotoSansCJKsc-Subset.otf"
FAMILY = "Noto Sans CJK SC Subset"


@cache
def register_font() -> str:
    """Make the shipped font known to matplotlib and return its family name."""
    font_manager.fontManager.addfont(FONT_FILE)
    return FAMILY


@cache
def characters() -> frozenset[str]:
    """All characters that the shipped font can draw."""
    return frozenset(map(chr, FT2Font(FONT_FILE).get_charmap()))


def missing_characters(text: str) -> str:
    """Characters of a text that the shipped font cannot draw, each once, in order of appearance."""
    return "".join(dict.fromkeys(char for char in text if char not in characters() and char != "\n"))
