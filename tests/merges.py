"""Merging in a line, and two companies that are one, for the tests of merging and of its undoing."""

from tests.saving import editing, number, row, rows
from tracker.records import kind_called, kinds

METRIC = {"name": "staff", "label": "Staff", "value_kind": "count", "unit": "people", "definition": "Heads."}
TEXT = "Acme Works opened an office in Seoul on Monday. It employs 40 people there, its chair said."


def merge(engine, kind, one, other, take=(), reason=None):
    """Merge one record into another at their newest versions; returns the revision."""
    versions = tuple(row(engine, kind, number)["version"] for number in (one, other))
    with editing(engine, reason=reason) as edit:
        edit.merge(kind_called(kind), one, other, versions, take)
    return int(edit.revision or 0)


def judge(engine, kind, one, other, verdict="different", reason=None):
    with editing(engine, reason=reason) as edit:
        edit.judge(kind_called(kind), one, other, verdict)
    return int(edit.revision or 0)


def merged_into(engine, kind, one):
    return number(engine, f"SELECT merged_into_id FROM {kind} WHERE id = :one", one=one)


def everything(engine, last=None):
    """All rows of all kinds up to an id, the register and what is found, less what every save moves on."""
    last = last or number(engine, "SELECT max(id) FROM records")
    found = {}
    for name, kind in kinds().items():
        own = [f'"{column.name}"' for column in kind.__table__.columns]
        columns = ", ".join(one for one in own if one not in ('"version"', '"changed_at"'))
        for one in rows(engine, f"SELECT {columns} FROM {name} WHERE id <= :last", last=last):
            found[name, one[0]] = one
    for one in rows(engine, "SELECT * FROM records WHERE id <= :last", last=last):
        found["records", one[0]] = one
    entries = "SELECT record_id, kind, name, body, tags, first_day, last_day FROM search_entries"
    for one in rows(engine, entries):
        found["search", one[0]] = one
    return found


def twice(engine):
    """Two companies that are one, with something of everything that may hang on one of them."""
    with editing(engine) as edit:
        def new(kind, /, **values):
            return edit.add(kind_called(kind), values)

        korea = new("countries", name="Korea", code="KR")
        one = new("companies", name="Acme Works Ltd", website="https://acme.example", wikidata="Q5",
                  aliases=[{"name": "AW"}, {"name": "Acme"}], description="Makes things.")  # fmt: skip
        other = new("companies", name="Acme", aliases=[{"name": "A.W."}], description="Makes all things.")
        third = new("companies", name="Bolt", parent=one)
        new("metrics", **METRIC)
        article = new("articles", title="Acme opens")
        edit.attach(article, TEXT, "pasted")
        cited = {"article": article, "quote": "Acme Works opened an office"}
        office = new("offices", company=one, country=korea, status="open", citations=[cited])
        claim = new("claims", subject=one, metric="staff", claimant=one, summary="40 people.",
                    value_text="40")  # fmt: skip
        deal = new("partnerships", parties=[{"company": one}, {"company": other}, {"company": third}])
        person = new("people", name="A. Chair", roles=[{"role": "chair", "company": one}])
        site = new("citations", record=one, field="website", **cited)
        note = new("citations", record=one, field="description", **cited)
    return {"one": one, "other": other, "third": third, "office": office, "claim": claim, "deal": deal,
            "person": person, "site": site, "note": note, "article": article}  # fmt: skip
