"""A digest to send on: as Markdown, or as one HTML file that needs nothing else."""

import re
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader

from tracker.overview.credit import Credit
from tracker.overview.digest import Ask, Digest
from tracker.queries.listing import COUNTED

FORMS = ("markdown", "html")
WORDS = {
    "added": "Added", "status": "New steps", "corrected": "Corrected", "merged": "Merged",
    "withdrawn": "Withdrawn",
}  # fmt: skip
_TEMPLATES = {"markdown": "digest.md", "html": "digest.html"}
# What Markdown would take for a sign of its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|])")


def write_digest(found: Digest, credit: Credit, root: str, form: str) -> str:
    """A digest in one of FORMS; root is the address in front of its links, without a slash at the end."""
    environment = Environment(loader=PackageLoader("tracker"), autoescape=form == "html")  # noqa: S701
    environment.filters |= {"plain": lambda text: _SIGNS.sub(r"\\\1", str(text))}
    environment.trim_blocks = environment.lstrip_blocks = True
    template = environment.get_template(_TEMPLATES[form])
    about = {"title": title(found.ask), "credit": credit, "what": WORDS}
    return template.render(found=found, ask=found.ask, root=root, **about)


def title(ask: Ask) -> str:
    """What a digest is called: its period, and whom it is about."""
    about = [words for words, _ in ask.scope.chips]
    words = f"What changed {period(ask.first, ask.last)}"
    return f"{words}: {', '.join(about)}" if about else words


def period(first: date, last: date) -> str:
    """A period in words: "from 16 to 22 November 2026"."""
    if first == last:
        return f"on {last:%-d %B %Y}"
    pattern = "%-d" if (first.year, first.month) == (last.year, last.month) else "%-d %B"
    return f"from {first.strftime(pattern if first.year == last.year else '%-d %B %Y')} to {last:%-d %B %Y}"


def many(count: int, kind: Any) -> str:
    """A count of a kind in words: "7 offices", "more than 10,000 claims"."""
    if count > COUNTED:
        return f"more than {COUNTED:,} {kind.plural().lower()}"
    return str(kind.counted(count))
