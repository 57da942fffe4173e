"""The network of partnerships around an organisation: drawn, listed and taken away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, jsonify, render_template
from sqlalchemy.orm import Session

from tracker.errors import NotFound, Refused
from tracker.exchange.xmltext import for_xml
from tracker.lookup import lookup_of
from tracker.overview.credit import Credit, credit
from tracker.overview.network import LISTED, Network, Tie, deals_between, network, starts
from tracker.overview.phases import PHASE_WORDS
from tracker.overview.rings import Picture, arranged
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.records import Registered
from tracker.records.partnership import Partnership
from tracker.web.legend import legend
from tracker.web.own import give_sources
from tracker.web.sending import download
from tracker.web.site import arguments, session, site_root
from tracker.web.twins import Given, Table, table_of, taken_from

networks = Blueprint("network", __name__)

OWN = ("_open", "_with")
MOST_OPEN = 12
COLUMNS = (
    "organisation", "partner", "partnerships", "kinds", "roles", "partner_roles", "statuses", "drawn", "rows",
)  # fmt: skip
NODE = ("name", "kind", "address")
EDGE = ("partnerships", "kinds", "roles", "statuses", "address")


@dataclass(frozen=True)
class Ask:
    """What an address asks for: the filters besides the centre, the centre, who else is opened, whose deals.

    centre and the others are as (id, as written); between: the organisation whose deals with the centre are
    listed, as (one, other).
    """

    scope: Scope
    centre: tuple[int, str] | None
    opened: tuple[tuple[int, str], ...]
    between: tuple[int, int] | None

    def query(self, **changes: Any) -> str:
        """The arguments of the same network with some changed, "?…": company, _open (a list), _with."""
        kept: dict[str, Any] = {
            "company": self.centre[1] if self.centre else None,
            "_open": [written for _, written in self.opened],
        } | changes
        pairs = [*self.scope.query]
        for name, value in kept.items():
            some = value if isinstance(value, list) else [value]
            pairs += [(name, str(one)) for one in some if one is not None]
        return f"?{urlencode(pairs)}" if pairs else ""

    def list_of(self, slug: str) -> str:
        """The list of all partnerships of an organisation under the same filters."""
        return _of(self.scope, slug).address(Partnership)


def read_ask(read: Session, asked: Given) -> Ask:
    """What the arguments of an address ask for; Refused names the argument that is wrong."""
    given, filters = read_own(asked, OWN, OWN)
    centres = [value for name, value in filters if name in ("company", "company_id")]
    opened = [value for name, value in given if name == "_open"]
    between = [value for name, value in given if name == "_with"]
    if len(centres) > 1:
        raise _refused("company", "A network has one centre. Open others with _open.")
    if len(opened) > MOST_OPEN:
        raise _refused("_open", f"At most {MOST_OPEN} are opened at a time.")
    if len(between) not in (0, 2):
        raise _refused("_with", "Give it twice: the two organisations whose partnerships are listed.")
    rest = [pair for pair in filters if pair[0] not in ("company", "company_id")]
    scope = read_scope(read, rest, ("partnerships",))
    pair = tuple(_company(read, "_with", value)[0] for value in between)
    return Ask(
        scope,
        _company(read, "company", centres[0]) if centres else None,
        tuple(_company(read, "_open", value) for value in opened),
        (pair[0], pair[1]) if pair else None,
    )


def _company(read: Session, argument: str, written: str) -> tuple[int, str]:
    number, fault, _ = lookup_of(read).resolve(written, ("companies",))
    if number is None:
        raise _refused(argument, fault)
    return number, written


def _refused(argument: str, fault: str) -> Refused:
    return Refused("The network was not understood.", {argument: fault})


@networks.get("/network")
def page() -> str:
    """The network around an organisation; without one, where to begin."""
    ask = read_ask(session(), arguments())
    found = _found(session(), ask)
    if found is None:
        return render_template("network.html", ask=ask, found=None, starts=starts(session(), ask.scope))
    deals = deals_between(session(), ask.scope, *ask.between) if ask.between else []
    give_sources(session(), deals)
    return render_template(
        "network.html", ask=ask, found=found, picture=arranged(found), phases=PHASE_WORDS, deals=deals,
        listed=LISTED, toggled=lambda number: _toggled(ask, found, number),
        rows_of=lambda tie: _rows(ask, found, tie), told=lambda tie: _told(found, tie), title=_title(found),
        names=_names(ask.between or ()),
    )  # fmt: skip


def _found(read: Session, ask: Ask) -> Network | None:
    return ask.centre and network(read, ask.scope, ask.centre[0], [number for number, _ in ask.opened])


def _names(numbers: Iterable[int]) -> list[str]:
    return [session().get_one(Registered, number).name for number in numbers]


def _title(found: Network) -> str:
    return f"Partnerships around {found.organisations[found.centre].name}"


def _toggled(ask: Ask, found: Network, number: int) -> str:
    """The address with the partners of one more organisation, or of one less."""
    kept = [written for opened, written in ask.opened if opened != number]
    if len(kept) == len(ask.opened):
        kept.append(found.organisations[number].slug)
    return f"/network{ask.query(_open=kept)}"


def _rows(ask: Ask, found: Network, tie: Tie) -> str:
    """Where exactly the partnerships of a tie are: the one itself, or a list of them."""
    if tie.only is not None:
        return f"/partnerships/{tie.only}"
    pair = [found.organisations[number].slug for number in (tie.one, tie.other)]
    return f"/network{ask.query(_with=pair)}#between"


def _of(scope: Scope, slug: str) -> Scope:
    return replace(scope, arguments=(*scope.arguments, ("company", slug)))


def _told(found: Network, tie: Tie) -> str:
    """A tie in words: "OpenAI – Kakao: 2 partnerships, commercial, open or active"."""
    names = " – ".join(found.organisations[number].name for number in (tie.one, tie.other))
    count = f"{tie.count} {'partnership' if tie.count == 1 else 'partnerships'}"
    return f"{names}: {count}, {_words(tie.kinds)}, {_phases(tie)}"


def _phases(tie: Tie) -> str:
    return ", ".join(PHASE_WORDS[phase] for phase, _ in tie.phases.most_common())


def _words(found: Any) -> str:
    return ", ".join(word.replace("_", " ") for word, _ in found.most_common())


# -- to take away -----------------------------------------------------------------------------------------


def _credit(read: Session, ask: Ask, found: Network | None) -> Credit:
    if found is None:
        there = f"{site_root()}/network{ask.query()}"
        return credit(read, ask.scope, [Partnership], "Partnerships", there)
    slug = found.organisations[found.centre].slug
    address = f"{site_root()}/network{ask.query(company=slug)}"
    return credit(read, _of(ask.scope, slug), [Partnership], _title(found), address)


def ties_of(ask: Ask, found: Network) -> Iterator[dict[str, Any]]:
    """A row for each tie that the page lists: the partners of the opened ones, then who else is tied."""
    for tie in _in_order(found):
        ends = (tie.one, tie.other)
        mine, theirs = (", ".join(tie.role_of(end)).replace("_", " ") for end in ends)
        yield {
            "organisation": found.organisations[tie.one].name,
            "partner": found.organisations[tie.other].name,
            "partnerships": tie.count, "kinds": _words(tie.kinds), "roles": mine, "partner_roles": theirs,
            "statuses": _phases(tie), "drawn": all(end in found.parents for end in ends),
            "rows": _rows(ask, found, tie),
        }  # fmt: skip


def _in_order(found: Network) -> list[Tie]:
    first = [found.tie(hub, other) for hub in found.opened for other in found.listed[hub]]
    return list({(tie.one, tie.other): tie for tie in [*first, *found.ties.values()]}.values())


@networks.get("/network.json")
def as_json() -> Response:
    """The ties of the network as JSON, with what to cite."""
    ask, found = _around(session(), arguments())
    rows = list(ties_of(ask, found)) if found else []
    return jsonify({"ok": True, "rows": rows, "credit": _credit(session(), ask, found).as_json()})


@taken_from(networks, "/network")
def as_table(read: Session, given: Given) -> Table:
    """The ties of the network."""
    ask, found = _around(read, given)
    return table_of(
        COLUMNS, lambda: ties_of(ask, found) if found else iter(()), lambda: _credit(read, ask, found).text
    )


@networks.get("/network.svg")
def as_svg() -> Response:
    """The drawing by itself."""
    ask, found = _asked(session(), arguments())
    layout = arranged(found)
    picture = render_template(
        "network.svg", ask=ask, found=found, picture=layout, credit=_credit(session(), ask, found),
        key=legend(signs_of(found, layout), layout.width),
        title=_title(found), told=lambda tie: _told(found, tie), root=site_root(),
        rows_of=lambda tie: _rows(ask, found, tie), toggled=lambda number: _toggled(ask, found, number),
    )  # fmt: skip
    return download(for_xml(picture).encode(), "image/svg+xml", "network.svg")


def signs_of(found: Network, picture: Picture) -> Iterator[tuple[str, str]]:
    """The signs that a drawing of its own holds, each with its words."""
    phases = {edge.tie.phase for edge in picture.edges}
    yield from ((phase, f"partnerships {words}") for phase, words in PHASE_WORDS.items() if phase in phases)
    if "mixed" in phases:
        yield "mixed", "several partnerships, not all alike"
    if any(edge.tie.count > 1 for edge in picture.edges):
        yield "wide", "the wider, the more partnerships"
    if any(not edge.main for edge in picture.edges):
        yield "aside", "among the partners"
    if any(node.side and found.hidden(node.id) for node in picture.nodes):
        yield "more", "how many more partners"


@networks.get("/network.graphml")
def as_graphml() -> Response:
    """The organisations that are drawn and the ties between them, for programs that study networks."""
    ask, found = _asked(session(), arguments())
    root = Xml.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    Xml.SubElement(root, "desc").text = for_xml(_credit(session(), ask, found).text)
    for what, name in [*(("node", name) for name in NODE), *(("edge", name) for name in EDGE)]:
        sort = "int" if name == "partnerships" else "string"
        about = {"id": f"{what}-{name}", "for": what, "attr.name": name, "attr.type": sort}
        Xml.SubElement(root, "key", about)
    graph = Xml.SubElement(root, "graph", id="network", edgedefault="undirected")
    home = site_root()
    for number in found.parents:
        one = found.organisations[number]
        node = Xml.SubElement(graph, "node", id=f"n{number}")
        _describe(node, {"name": one.name, "kind": one.kind, "address": f"{home}/companies/{one.slug}"})
    for tie in found.drawn_ties:
        edge = Xml.SubElement(graph, "edge", source=f"n{tie.one}", target=f"n{tie.other}")
        roles = "; ".join(f"{mine} – {theirs}" for (mine, theirs), _ in tie.roles.most_common())
        address = f"{home}{_rows(ask, found, tie)}"
        told = (str(tie.count), _words(tie.kinds), roles, _phases(tie), address)
        _describe(edge, dict(zip(EDGE, told, strict=True)))
    whole = Xml.tostring(root, "utf-8", xml_declaration=True)
    return download(whole, "application/graphml+xml", "network.graphml")


def _describe(element: Xml.Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        Xml.SubElement(element, "data", key=f"{element.tag}-{name}").text = for_xml(value)


def _asked(read: Session, given: Given) -> tuple[Ask, Network]:
    """What a drawing is asked for; NotFound when there is nothing to draw."""
    ask, found = _around(read, given)
    if found is None:
        raise NotFound("There are no partnerships to draw.")
    return ask, found


def _around(read: Session, given: Given) -> tuple[Ask, Network | None]:
    """What a file is asked for; without a centre it is about the organisation in most partnerships, None when
    there are none."""
    ask = read_ask(read, given)
    if ask.centre is None:
        for first in starts(read, ask.scope)[:1]:
            ask = replace(ask, centre=(first.id, first.slug))
    return ask, _found(read, ask)
