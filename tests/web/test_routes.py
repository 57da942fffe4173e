"""Routes are made quickly and write the addresses that Werkzeug's own write."""

from collections import Counter

from werkzeug.routing import Map, Rule

from tests.web.site import made

STOCK = Rule._compile_builder


def test_making_an_application_compiles_no_address(sqlite, monkeypatch):
    """Pins the private method of Werkzeug that is put off: called otherwise, it would be run for all."""
    compiled: Counter[str] = Counter()

    def counted(rule: Rule, append_unknown: bool = True):
        compiled[rule.rule] += 1
        return STOCK(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counted)
    with sqlite.lend("migrated") as database, made(database) as app:
        assert set(compiled) == {"/static/<path:filename>"}  # which Flask adds by itself
        places = app.url_map.bind("localhost")
        before = compiled.total()
        for page in ("1", "2"):
            written = places.build("lists.index", {"kind": "companies", "page": page})
            assert written == f"/companies/?page={page}"
        assert compiled.total() == before + 1


def test_every_route_writes_its_address_as_the_stock_one_does(shared):
    routes = list(shared.application.url_map.iter_rules())
    assert len(routes) > 100
    stock = Map(
        [Rule(route.rule, **route.get_empty_kwargs()) for route in routes],
        converters=shared.application.url_map.converters,
    )
    ours, theirs = shared.application.url_map.bind("localhost"), stock.bind("localhost")
    values = {"kind": "companies", "key": "a/b é", "number": 7}
    for route in routes:
        given = {name: values.get(name, "1") for name in route.arguments} | dict(route.defaults or {})
        given["more"] = "1 & 2"
        assert ours.build(route.endpoint, given) == theirs.build(route.endpoint, given)
