"""Text that XML can hold, for every file that is XML: Atom, SVG, GraphML."""

import re

# What XML 1.0 has no way to write, not even escaped: one of these and no program reads the file.
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """The text without what XML cannot write."""
    return UNWRITABLE.sub("", text)
