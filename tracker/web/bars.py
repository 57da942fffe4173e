"""The bars of a time axis, each a link to its days. A timeline has hundreds, and a template takes three times
as long to put them together."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from tracker.overview.axis import Bar
from tracker.overview.window import Ask

# Bars are that much narrower than their time, so that there is room between them.
WIDE = 0.82
LOWEST, LOWEST_SURE = 2, 1.5  # pixels, of a bar that would hardly be seen
ANY_TIME = {"_from": None, "_to": None, "_undated": None}


def bar_links(
    bars: Iterable[Bar], height: int, highest: int, ask: Ask, more: Mapping[str, Any], root: str
) -> Markup:
    """Bars of `height` pixels at most, which the one that counts `highest` has; `more` are further arguments
    of the address, `root` what stands in front of it."""
    address = root + ask.address({**more, **ANY_TIME})
    start = str(escape(f"{address}{'&' if '?' in address else '?'}"))
    return Markup("".join(_link(bar, height, highest, start) for bar in bars if bar.count))  # noqa: S704


def _link(bar: Bar, height: int, highest: int, start: str) -> str:
    bucket = bar.bucket
    # Of digits, signs and a Q for quarters: nothing that an address has to hide.
    first, last = bucket.window
    words, maybe = escape(bucket.words), f"{bar.maybe:,}"
    more = f", {maybe} more that may lie in it" if bar.maybe else ""
    said = f", and {maybe} that may lie in it" if bar.maybe else ""
    return (
        f'\n<a class="bar-link" tabindex="-1" href="{start}_from={first}&amp;_to={last}" '
        f'aria-label="{words}: {bar.sure:,} for certain{more}" data-from="{bucket.first}" '
        f'data-to="{bucket.last}"><title>{words}: {bar.sure:,}{said}</title>\n'
        f'<rect class="reach" x="{bar.left}%" width="{bar.width}%" height="{height}"/>'
        f"{_drawn(bar, height, highest)}</a>"
    )


def _drawn(bar: Bar, height: int, highest: int) -> str:
    """What lies in a bar's time for certain, and above it what may."""
    sure = round(bar.sure / highest * (height - 2), 2) if bar.sure else 0
    both = max(round(bar.count / highest * (height - 2), 2), LOWEST)
    at, width, found = bar.left, bar.width * WIDE, ""
    if bar.maybe:
        found = f'<rect class="maybe" x="{at}%" y="{height - both}" width="{width}%" height="{both - sure}"/>'
    if bar.sure:
        tall = max(sure, LOWEST_SURE)
        found += f'<rect class="sure" x="{at}%" y="{height - tall}" width="{width}%" height="{tall}"/>'
    return found
