"""A fact as one plain sentence outside of pages: the same words that its page has as its title."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader

from tracker.records import Record


@cache
def _macros() -> Any:
    # Plain text: whoever writes HTML, Markdown or XML of it escapes it there.
    environment = Environment(loader=PackageLoader("tracker"), autoescape=False)  # noqa: S701
    environment.filters["words"] = lambda word: str(word).replace("_", " ")
    return environment.get_template("_macros/sentences.html").module


def sentence(kind: type[Record], row: Mapping[str, Any]) -> str:
    """A row of a list as one sentence: "OpenAI has announced an office in Seoul, South Korea."."""
    said = " ".join(str(_macros().title(kind, row)).split())
    return said if said.endswith((".", "!", "?")) else f"{said}."
