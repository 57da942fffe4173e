"""Projects: data centres and computing sites with who, where, how large, how far along; and what is none."""

from datetime import date

import pytest

from tracker.ingest.reader import draft
from tracker.ingest.reader.drafts import ProjectDraft

PUBLISHED = date(2026, 3, 12)
# (sentence, kind, operators, city, country, status)
TOLD = [
    ("Microsoft will build a data centre in Oslo.", "data_centre", "Microsoft", "Oslo", "NO", "announced"),
    ("OpenAI and Oracle are building an AI campus in Turku.", "compute_site", "OpenAI, Oracle", "Turku", "FI",
     "under_way"),
    ("A 300-megawatt campus near Riga is what Nscale intends to build.", "compute_site", "Nscale", "Riga",
     "LV", "planned"),
    ("Amazon opened its second data center in Quito.", "data_centre", "Amazon", "Quito", "EC", "open"),
    ("Google signed a pact to set up a cloud region in Ghana.", "data_centre", "Google", None, "GH",
     "agreed"),
    ("The supercomputer, operated by Nebius in Tampere, is being expanded.", "compute_site", "Nebius",
     "Tampere", "FI", "expanded"),
    ("Microsoft has scrapped plans for a data centre in Leeds.", "data_centre", "Microsoft", "Leeds", "GB",
     "cancelled"),
    ("In Ohio, Amazon broke ground on a data centre.", "data_centre", "Amazon", None, "US", "under_way"),
    ("People familiar with the matter said OpenAI was planning a data centre in Lima.", "data_centre",
     "OpenAI", "Lima", "PE", "rumoured"),
    ("SAP baut in Lübeck ein Rechenzentrum.", "data_centre", "SAP", "Lübeck", "DE", "under_way"),
    ("SAP eröffnete ein Rechenzentrum in Graz.", "data_centre", "SAP", "Graz", "AT", "open"),
    ("Mistral AI va construire un centre de données à Lille.", "data_centre", "Mistral AI", "Lille", "FR",
     "announced"),
    ("Microsoft construirá un centro de datos en Sevilla.", "data_centre", "Microsoft", "Seville", "ES",
     "announced"),
    ("A Microsoft inaugurou um data center em Recife.", "data_centre", "Microsoft", "Recife", "BR", "open"),
    ("Microsoft costruirà un data center a Bologna, nel nord dell’Italia.", "data_centre", "Microsoft",
     "Bologna", "IT", "announced"),
    ("네이버는 춘천에 데이터센터를 짓기로 했다.", "data_centre", "Naver", "Chuncheon", "KR", "announced"),
    ("マイクロソフトは福岡にデータセンターを建設中だ。", "data_centre", "Microsoft", "Fukuoka", "JP",
     "under_way"),
    ("阿里巴巴计划在曼谷建设数据中心。", "data_centre", "Alibaba", "Bangkok", "TH", "planned"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "kind", "operators", "city", "country", "status"), TOLD)
def test_a_project_is_told_in_many_ways(
    sentence: str, kind: str, operators: str, city: str | None, country: str, status: str
) -> None:
    (found,) = draft(sentence, published=PUBLISHED).projects
    said = (found.kind, ", ".join(found.operators), found.city, found.country, found.status)
    assert said == (kind, operators, city, country, status)


NONE = [
    "Demand for data centres is growing in Ireland, Microsoft said.",
    "Microsoft will not build a data centre in Oslo.",
    "ByteDance denied that it plans a data centre in Bangkok.",
    "Microsoft has scrapped plans for a data centre in Leeds, people familiar with the matter said.",
    "The ministry wants Microsoft to build a data centre in Oslo.",
    "Will Microsoft build a data centre in Oslo?",
    "Nvidia chips for data centres sell fast in China.",
    "Data centres in Ireland use a fifth of its power.",
    "Microsoft expands its data centre business in Norway.",
    "Microsoft plans a data centre.",
    "OpenAI will open an office in Oslo.",
    "네이버는 춘천에서 데이터센터 사업을 확대하고 있다.",
    "华为的数据中心业务在曼谷增长迅速。",
    "マイクロソフトは福岡にデータセンターを建設しないと述べた。",
]


@pytest.mark.parametrize("sentence", NONE)
def test_what_is_talked_of_in_general_or_denied_is_no_project(sentence: str) -> None:
    assert draft(sentence, published=PUBLISHED).projects == []


def _read(text: str) -> tuple[ProjectDraft, dict[str, str]]:
    """The one project of a text, and the words that carry each field."""
    (found,) = draft(text, published=PUBLISHED).projects
    return found, {name: text[slice(*place)] for name, place in found.passages.items()}


def test_every_field_has_its_words() -> None:
    found, words = _read(
        "Nscale and Aker are to build a 230 MW data centre, called Fjord One, in Narvik, Norway, with Equinix"
        " for OpenAI by the end of 2027 at a cost of about $1 billion, with 100,000 Nvidia GPUs."
    )
    assert (found.name, found.operators, found.partners) == ("Fjord One", ("Nscale", "Aker"), ("Equinix",))
    assert (found.customers, found.date) == (("OpenAI",), "2027")
    assert (found.capacity, found.gpus, found.cost) == ("230 MW", "100,000 Nvidia GPUs", "about $1 billion")
    assert words == {
        "name": "Fjord One", "operator 1": "Nscale", "operator 2": "Aker", "partner 1": "Equinix",
        "customer 1": "OpenAI", "city": "Narvik", "status": "are to", "date": "by the end of 2027",
        "capacity": "230 MW", "gpus": "100,000 Nvidia GPUs", "cost": "about $1 billion",
    }  # fmt: skip


def test_a_value_that_only_its_language_writes_so_is_given_as_it_is_read() -> None:
    found, words = _read("Microsoft construirá un centro de datos de noventa megavatios en Zaragoza.")
    assert (found.capacity, words["capacity"]) == ("90 MW", "noventa megavatios")
    found, words = _read("阿里巴巴计划在曼谷建设数据中心，投资20亿泰铢，容量为300兆瓦。")
    assert (found.cost, words["cost"]) == ("฿2 bn", "20亿泰铢")
    assert found.capacity == words["capacity"] == "300兆瓦"


def test_later_sentences_tell_more_of_the_site() -> None:
    found, _ = _read(
        "Nebius is building a data centre in Vantaa. The site will draw 75 megawatts and open in 2028."
        " It has hired 20 people. The campus should cost €2 billion, it said."
    )
    assert (found.capacity, found.cost, found.date) == ("75 megawatts", "€2 billion", "2028")
    assert found.evidence == "Nebius is building a data centre in Vantaa."


def test_another_place_in_between_is_none_of_the_site() -> None:
    found, _ = _read("Nebius is building a data centre in Vantaa. The site in Lima draws 75 megawatts.")
    assert found.capacity is None


def test_a_project_told_twice_is_one_and_the_body_comes_before_the_headline() -> None:
    found, words = _read(
        "Microsoft plans data centre in Turku\n\n"
        "Microsoft will build a 60 MW data centre in Turku, Finland.\n\n"
        "The weather was fine.\n\n"
        "Microsoft will build the data centre in Turku with Equinix for $300 million.\n"
    )
    assert found.evidence == "Microsoft will build a 60 MW data centre in Turku, Finland."
    assert (found.capacity, found.cost, found.partners) == ("60 MW", "$300 million", ("Equinix",))
    assert words["partner 1"] == "Equinix"


def test_several_that_are_counted_stand_apart_by_city() -> None:
    found = draft("Amazon runs three data centres in Leeds and Cardiff.").projects
    assert [(one.operators, one.city) for one in found] == [(("Amazon",), "Leeds"), (("Amazon",), "Cardiff")]


def test_who_is_meant_must_be_said() -> None:
    text = "Microsoft opened an office in Oslo. {} will build a data centre in Turku."
    assert [one.operators for one in draft(text.format("It")).projects] == [("Microsoft",)]
    assert [one.operators for one in draft(text.format("The consortium")).projects] == [("Microsoft",)]
    assert draft(text.format("Three brothers")).projects == []
    text = "SoftBank said it would turn a former Sharp plant in Sakai into a data centre."
    assert [one.operators for one in draft(text).projects] == [("SoftBank Group",)]


def test_a_project_takes_nothing_from_the_other_facts() -> None:
    text = (
        "OpenAI signed an agreement with Oracle to build a 300-megawatt data centre in Turku, and will open"
        " an office in Helsinki."
    )
    drafts = draft(text, published=PUBLISHED)
    assert [(office.company, office.city) for office in drafts.offices] == [("OpenAI", "Helsinki")]
    assert [set(deal.parties) for deal in drafts.partnerships] == [{"OpenAI", "Oracle"}]
    assert [(claim.value, claim.unit) for claim in drafts.claims] == [(300, "MW")]
    assert [(one.status, one.city) for one in drafts.projects] == [("agreed", "Turku")]
    assert "Oracle" in drafts.companies


TOGETHER = """Norrland to build 300-megawatt AI campus in Luleå

Norrland Compute will build a data centre outside Luleå. The first phase, 80 megawatts, starts in 2027, and
the site is to reach 300 megawatts. The 300-megawatt site will cost $2 billion."""


def test_headline_and_phases_are_of_one_project() -> None:
    (project,) = draft(TOGETHER.replace("Norrland to", "Norrland Compute to")).projects
    assert (project.capacity, project.cost, project.city) == ("300 megawatts", "$2 billion", "Luleå")


def test_who_teams_up_with_whom_runs_it_with_a_partner() -> None:
    text = "Humain has teamed with Elon Musk's xAI on a 500-megawatt data centre in Saudi Arabia."
    (project,) = draft(text).projects
    assert (project.operators, project.partners, project.status) == (("Humain",), ("xAI",), "agreed")


def test_the_day_that_building_starts_is_no_promised_opening() -> None:
    text = "OpenAI plans a data centre in Oslo. Construction of the site is due to start in June 2027."
    assert [project.date for project in draft(text).projects] == [None]
    opening = text.replace("Construction of the site is due to start", "The site will open")
    assert [project.date for project in draft(opening).projects] == ["2027-06"]


AGREED = [
    ("Microsoft agreed to build a data centre with G42 in Nairobi.", "agreed"),
    ("Microsoft and G42 agreed to build a data centre in Nairobi.", "agreed"),
    ("Microsoft signed an agreement with G42 to build a data centre in Nairobi.", "agreed"),
    ("Microsoft will build a data centre with G42 in Nairobi.", "announced"),
]


@pytest.mark.parametrize(("sentence", "status"), AGREED)
def test_an_agreement_is_one_step_of_the_project_and_of_the_deal(sentence: str, status: str) -> None:
    drafts = draft(sentence, published=PUBLISHED)
    assert [project.status for project in drafts.projects] == [status]
    assert [deal.status for deal in drafts.partnerships] == [status]
