"""Characters no text is kept with: they hide something, come from a damaged copy, or cannot be stored."""

import re

# No database keeps NUL, and half of a surrogate pair is no character at all.
UNSTORABLE = re.compile("[\u0000\ud800-\udfff]")
# What no text is written with: it comes from a damaged copy, or hides something.
CONTROLS = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff]")
# Controls that reorder or hide text: a name carrying one can pass for another name.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)


def legible(text: str) -> str:
    """A text of many lines as it stands; ValueError when it holds control characters."""
    found = CONTROLS.search(text)
    if found:
        before = " ".join(text[max(0, found.start() - 40) : found.start()].split())
        where = f"after “{before}”" if before else "at its beginning"
        raise ValueError(f"Contains control characters that cannot be seen, {where}. Take them out.")
    return text
