"""The cells of the matrix, each a link to its offices. There are hundreds, and a template takes six times as
long to put them together."""

from collections.abc import Iterator
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from tracker.overview.matrix import Ask, End, Matrix, Presence, written
from tracker.web.show import words_of

BETWEEN = ("company", "company_id", "country", "country_id")


def cells(found: Matrix) -> Iterator[tuple[End, Markup]]:
    """Each company with its cells in the order of the columns, empty where nothing is on record."""
    start = _start(found.ask)
    across = [(one.id, str(escape(one.name)), quote_plus(one.handle)) for one in found.countries]
    for company in found.companies:
        name, own = escape(company.name), f"{start}company={quote_plus(company.handle)}&amp;country="
        row = []
        for number, country, handle in across:
            one = found.cells.get((company.id, number))
            if one is None:
                row.append("<td></td>")
            else:
                link = _link(one, own + handle, f"{name} in {country}")
                row.append(f'<td data-label="{country}">{link}\n{_sure(one)}</td>')
        yield company, Markup("".join(row))  # noqa: S704  all was escaped above


def _start(ask: Ask) -> str:
    """The list of offices under the filters of the matrix, to which a cell adds its company and country."""
    address = written("/offices/", [pair for pair in ask.scope.arguments if pair[0] not in BETWEEN])
    return f"{escape(address)}{'&amp;' if '?' in address else '?'}"


def _link(one: Presence, address: str, between: str) -> str:
    status, count = one.status, one.counts[one.status]
    look = f"status-{status.replace('_', '-')}" if status else ""
    words = words_of(status) if status else "no status"
    return (
        f'<a class="chip {look}" href="{address}"><span class="vh">{between}: </span>{count} {words}'
        f"{_others(one, count) if len(one.counts) > 1 else ''}</a>"
    )


def _others(one: Presence, first: int) -> str:
    """How many are in another state than the one that stands for all."""
    spelled = ", ".join(
        f"{count} {words_of(status) if status else 'without a status'}"
        for status, count in one.counts.items()
    )
    more = f'<span class="mixed-with" title="{spelled}">+{one.count - first}</span>'
    return f'{more}<span class="vh"> others, {spelled}</span>'


def _sure(one: Presence) -> str:
    """By when the first of them was so, and how many articles say it."""
    since = one.since.year if one.since else "no date"
    sources = f'{one.sources}<span class="vh"> {"source" if one.sources == 1 else "sources"}</span>'
    return f'<span class="sure">{since} · {sources}<span aria-hidden="true">&#8202;❞</span></span>'
