"""A database with everything in it that is easy to lose on the way out and in."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from tracker.db import reading, transaction
from tracker.exchange.exporting import chunks_of
from tracker.queries.rows import rows_in
from tracker.records import kinds
from tracker.records.source import Passage
from tracker.writing import Edit

# Worked out anew by every database: how often and when a record was saved.
OF_THE_DATABASE = ("version", "added_at", "changed_at")

TEXT = (
    "Fictional Robotics opens a lab in Quillfort.\r\n\r\n"
    "“We hire 40 people,” the company said. It hires 40 people. A cell=\x0bwith\ttabs, _x000D_ and 漢字.\n"
)
LONG = TEXT + "Line after line. " * 4000
ODD = "=HYPERLINK(1) and 'quotes', \"more\"; semicolons\r\nand, commas"


def fill(engine: Engine) -> None:
    """Fill a migrated, empty database."""
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        places = _places(edit)
        companies = _companies(edit)
        edit.finish()
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        _facts(edit, places, companies)
        edit.finish()
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        _doubts(edit)
        edit.finish()


def _add(edit: Edit, kind: str, /, **given: Any) -> int:
    return edit.add(kinds()[kind], given)


def _places(edit: Edit) -> dict[str, int]:
    country = _add(
        edit, "countries", name="Quilland", code="QL", numeric="004", latitude=1 / 3, longitude=-0.1
    )
    other = _add(edit, "countries", name="+Plusland", code="QP", is_territory=True)
    twins = [
        _add(edit, "cities", name="Quillfort", country_id=at, population=n)
        for at, n in ((country, 5), (other, None))
    ]
    return {"country": country, "city": twins[0], "twin": twins[1]}


def _companies(edit: Edit) -> dict[str, int]:
    ids = {
        name: _add(edit, "companies", name=name, description=ODD, website="https://robots.example/?a=1,2")
        for name in ("Fictional Robotics", "'=Apostrophe", "-Minus", "@At", "1688")
    }
    company = kinds()["companies"]
    names = list(ids)
    # Parents that came later.
    for child, parent in ((0, 4), (1, 2)):
        edit.change(company, ids[names[child]], {"parent_id": ids[names[parent]]}, 1)
    _add(edit, "aliases", record_id=ids["@At"], name="At; Sign (short)", language="en", weak=True)
    gone = _add(edit, "companies", name="Trashed")
    edit.remove(company, gone, 1)
    return ids


def _facts(edit: Edit, places: dict[str, int], companies: dict[str, int]) -> None:
    robotics, partner = companies["Fictional Robotics"], companies["1688"]
    role = {"role": "-spokesperson", "company_id": robotics}
    person = _add(edit, "people", name="A. Person", roles=[role])
    metric = _add(
        edit, "metrics", name="people_hired", label="People hired", value_kind="count", unit="people",
        definition="Hired in the year.", tolerance=0.1,
    )  # fmt: skip
    publisher = _add(edit, "publishers", name="The Example Post", company_id=robotics)
    article = _add(edit, "articles", title="A lab", publisher_id=publisher, published="1899-05")
    _add(edit, "articles", title="The same", copy_of_id=article, published="May 2025")
    edit.attach(article, TEXT, "pasted")
    office = _add(
        edit, "offices", company_id=robotics, city_id=places["twin"], role="hub", opened="before June 1850",
        events=[{"status": "announced", "date": "last month", "date_anchor": "2025-05-31"},
                {"status": "open", "basis": "promised", "date": "late 2026"}],
    )  # fmt: skip
    _add(
        edit, "partnerships", kind="research", country_id=places["country"],
        parties=[{"company_id": robotics}, {"company_id": partner, "role": "customer"}],
    )  # fmt: skip
    _add(
        edit,
        "projects",
        name="=Site",
        capacity_text="about 400 MW",
        cost_text="US$1.5bn–2bn",
        city_id=places["city"],
    )
    claims = [_claim(edit, robotics, metric, **given) for given in _values(person)]
    # The same words stand twice in the text: the place decides.
    second = TEXT.index("40 people", TEXT.index("40 people") + 1)
    for claim, given in zip(claims, ({"start_offset": second}, {"start_offset": 0}), strict=False):
        _add(
            edit,
            "citations",
            record_id=claim,
            article_id=article,
            quote="40 people",
            field="value_text",
            **given,
        )
    _add(
        edit,
        "citations",
        record_id=claims[2],
        article_id=article,
        quote="“We hire 40 people,”",
        speaker_id=person,
    )
    _add(
        edit, "citations", record_id=office, article_id=article, paragraph=9, sentence=9,
        sentence_sha256="0" * 64,
    )  # fmt: skip
    edit.attach(article, LONG, "file")


def _values(person: int) -> Iterator[dict[str, Any]]:
    yield {"value_text": "40", "as_of": "2025-Q3", "claimant_id": person}
    # The words alone would be taken to mean something else.
    yield {
        "value_text": "40",
        "comparator": "more_than",
        "value_low": 40,
        "value_high": None,
        "unit": "people",
    }
    yield {"value_text": "more than fourfold", "baseline": "a year before", "modality": "opinion"}
    yield {"value_text": "undisclosed"}
    yield {
        "value_text": "-5%",
        "baseline": "@launch",
        "as_of": "since 2024",
        "said_on": "yesterday",
        "said_on_anchor": "2025-05-26",
    }
    yield {"value_text": "about 33.3333", "as_of": "once permits are in = 2026-H2"}
    yield {"rank": "deprecated", "rank_reason": "Withdrawn.", "note": ODD}


def _claim(edit: Edit, subject: int, metric: int, **given: Any) -> int:
    summary = f"Claim {given.get('value_text', '')}."
    return _add(edit, "claims", subject_id=subject, metric_id=metric, summary=summary, **given)


def _doubts(edit: Edit) -> None:
    """A cited value that was changed, so that its citation waits to be confirmed."""
    claim = kinds()["claims"]
    first = edit.session.scalar(select(claim.id).order_by(claim.id))
    assert first
    edit.change(claim, first, {"value_text": "41"}, 1)


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every live record of every kind, and every passage."""
    with reading(engine) as session:
        found = {
            name: [
                {key: value for key, value in row.items() if key not in OF_THE_DATABASE}
                for chunk in chunks_of(session, kind)
                for row in rows_in(chunk)
            ]
            for name, kind in kinds().items()
        }
        columns = [column for column in Passage.__table__.c if column.name != "id"]
        passages = session.execute(select(*columns).order_by(*columns)).mappings()
        return _renumbered(found) | {"passages": [dict(row) for row in passages]}


def _renumbered(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Passages are compared by where they stand: their numbers are of no account to anybody."""
    for row in found["citations"]:
        row["passage_id"] = row["passage_id"] is not None
    return found
