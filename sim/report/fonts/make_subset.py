"""Make the shipped font.

    python -m sim.report.fonts.make_subset NotoSansCJK-Regular.ttc

Needs fonttools and the original, for example from Debian's package fonts-noto-cjk. The subset holds Latin
letters, signs of charts, `characters.txt` and every Chinese character in `sim/report` and in the scenarios.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from sim.report.fonts import FAMILY, FONT_FILE

ORIGINAL_FAMILY = "Noto Sans CJK SC"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
SIGNS = (
    "–—‘’“”…·•†‡‰′″←↑→↓↔−×±≈≠≤≥∞ΔΣαβγδεθκλμσ○●□■△▲▽▼◇◆"
    "、。〈〉《》「」『』【】〔〕（）！，：；？％～￥①②③④⑤⑥⑦⑧⑨⑩"
)


def wanted_characters(root: Path) -> str:
    """Characters of the list, and those of labels and scenarios in a checkout at `root`."""
    texts = [*(root / "sim" / "report").rglob("*.py"), FONT_FILE.with_name("characters.txt")]
    texts += [path for suffix in ("csv", "yaml") for path in (root / "scenarios").rglob(f"*.{suffix}")]
    return LATIN + SIGNS + "".join(path.read_text(encoding="utf-8") for path in texts)


def simplified_chinese(collection: Path) -> TTFont:
    """The face for simplified Chinese in the collection."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(1) == ORIGINAL_FAMILY:
            font.recalcTimestamp = False
            return font
    raise ValueError(f"{collection}: expected a collection with the face '{ORIGINAL_FAMILY}'.")


def make_subset(collection: Path) -> None:
    """Write the subset under a family name of its own, so that no installed font is taken for it."""
    font = simplified_chinese(collection)
    options = Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(text=wanted_characters(Path(__file__).parents[3]))
    subsetter.subset(font)
    for name_id, text in ((1, FAMILY), (4, FAMILY), (6, FAMILY.replace(" ", ""))):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.save(FONT_FILE)


if __name__ == "__main__":
    make_subset(Path(sys.argv[1]))
