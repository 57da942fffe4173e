"""What a report tells beside its news: routes, cities passed over, beginnings, and who else acts."""

from datetime import date

import pytest

from tracker.ingest.reader import draft

PUBLISHED = date(2026, 3, 12)
PLACES = [
    ("Google is laying a cable linking Marseille and Mumbai. It will cost $300 million.", {None}),
    ("Google runs a cable between Marseille and Mumbai. The company will invest $30 million.", {None}),
    ("Synthesia opens in Rome. Google links Lima and Quito by cable. It will cost $300 million.", {None}),
    ("Google will spend $300 million in Mumbai and Pune.", {"Mumbai"}),
    ("Synthesia has 3 million users, half of them in Peru.", {None, "Peru"}),
    ("Synthesia opened an office in Copenhagen, its second outside Norway.", {"Copenhagen"}),
    ("Today Synthesia has 260 employees, and on Friday it will open a lab in Ghent.", {None}),
    ("Synthesia is building a data centre in Narvik. The company, which employs 180 people, is private.",
     {None}),
    ("Synthesia opened an office in Rome. It operates in 14 countries.", {None}),
    ("Synthesia, which has 640 employees in nine countries, already runs an office in Rome.", {None}),
    ("Synthesia opened in Rome. Its revenue fell 4%. It is the third-largest AI firm in the world.", {None}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), PLACES)
def test_a_number_is_placed_where_it_is_told_to_be(text: str, places: set[str | None]) -> None:
    assert {claim.place for claim in draft(text).claims} == places


@pytest.mark.parametrize(
    "text",
    [
        "Google is laying a submarine cable linking Marseille and Mumbai.",
        "Google will open a subsea cable between Lisbon and Recife.",
    ],
)
def test_a_cable_is_no_office_or_project_at_its_ends(text: str) -> None:
    drafts = draft(text)
    assert (drafts.offices, drafts.likely, drafts.projects) == ([], [], [])


OFFICES = [
    ("Synthesia had looked at Lille and Lyon before it settled on Ghent for its lab.", {("Ghent", None)}),
    ("Synthesia considered Lille before choosing Ghent for its lab.", {("Ghent", None)}),
    ("When Synthesia was founded in 2021 it had three desks above a bakery in Antwerp.", set()),
    ("Synthesia is closing its office in Sydney and moving it to Melbourne, where it has been since 2023.",
     {("Sydney", None), ("Melbourne", "2023")}),
    ("Synthesia has its headquarters in Denver and added a second office, in Lima, this month.",
     {("Denver", None), ("Lima", "2026-03")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offices"), OFFICES)
def test_only_where_a_company_works_is_an_office(text: str, offices: set[tuple[str, str | None]]) -> None:
    assert {(office.city, office.date) for office in draft(text, published=PUBLISHED).offices} == offices


def test_an_office_is_not_closed_where_those_of_another_move_to() -> None:
    text = "Synthesia is closing its office in Sydney and moving the 12 people there to Melbourne."
    assert {(o.city, o.status) for o in draft(text).offices} == {("Sydney", "closed"), ("Melbourne", "open")}


def test_a_councillor_speaks_for_no_company() -> None:
    text = "Synthesia opens in Leeds. Councillor Huw Bevan said the firm would hire in the city."
    drafts = draft(text)
    assert [(person.name, person.role, person.company) for person in drafts.people] == [
        ("Huw Bevan", "councillor", None)
    ]
    assert not [claim for claim in drafts.claims if claim.metric == "stated_intent"]


def test_what_is_negotiated_is_planned() -> None:
    (deal,) = draft("Synthesia is negotiating with the carmaker Volvo about a pilot.").partnerships
    assert deal.status == "planned"


def test_a_project_is_as_far_along_as_its_own_clause_says() -> None:
    text = "Synthesia would use it for its data centre in Fortaleza, which opened in February."
    (project,) = draft(text, published=PUBLISHED).projects
    assert (project.status, project.date) == ("open", "2026-02")


def test_a_partner_is_known_by_name_behind_what_it_is() -> None:
    text = "Microsoft will build a data centre in Narvik with the Finnish brewer Kemijoki Power."
    assert [project.partners for project in draft(text).projects] == [("Kemijoki Power",)]


def test_an_item_is_on_the_company_that_heads_it() -> None:
    text = "Synthesia left Oslo\n\nOsprey Logic. The Tel Aviv-based start-up has 95 staff. It opened in Riga."
    drafts = draft(text)
    assert {(o.company, o.city) for o in drafts.offices} == {("Synthesia", "Oslo"), ("Osprey Logic", "Riga")}
    assert [(claim.subject, claim.place) for claim in drafts.claims] == [("Osprey Logic", None)]


@pytest.mark.parametrize("site", ["an office", "a lab", "a robotics centre"])
def test_a_plan_that_is_dropped_closes_nothing(site: str) -> None:
    text = f"Synthesia picks Ghent, drops Turin plan\n\nSynthesia will open {site} in Ghent and not in Turin."
    assert {(office.city, office.status) for office in draft(text).offices} == {("Ghent", "announced")}


@pytest.mark.parametrize("site", ["an office", "a lab", "a robotics centre"])
def test_a_headline_does_not_open_what_is_to_come(site: str) -> None:
    text = f"Synthesia to open {site[2:]} in Ghent\n\nSynthesia will open {site} in Ghent next Tuesday."
    (office,) = draft(text, published=PUBLISHED).offices
    assert (office.city, office.status, office.date) == ("Ghent", "announced", "2026-03-17")


def test_a_number_is_not_of_who_somebody_joined_from() -> None:
    text = "Synthesia opens in Oslo. Ninety people work there, said Ada Quist, who joined from Mistral AI."
    assert {claim.subject for claim in draft(text).claims} == {"Synthesia"}


def test_a_cluster_of_machines_is_a_project_and_no_office() -> None:
    text = "Synthesia opened a lab in Riga. It and Oracle agreed to build an inference cluster in Dallas."
    drafts = draft(text)
    assert [office.city for office in drafts.offices] == ["Riga"]
    assert [(project.kind, project.city) for project in drafts.projects] == [("compute_site", "Dallas")]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ada Quist is the head of research at Synthesia.", "head of research"),
        ("Ada Quist, head of public policy at Synthesia, came to Oslo.", "head of public policy"),
        ("Synthesia opened a lab in Oslo. Its head of sales, Ada Quist, said so.", "head of sales"),
        ("The head of Synthesia, Ada Quist, said it would open in Oslo.", "head"),
        ("Ada Quist, director of the lab, leads Synthesia in Oslo.", "director"),
        ("Ada Quist, operations director of Synthesia, said it would open in Oslo.", "operations director"),
    ],
)
def test_a_role_is_told_with_its_field(text: str, role: str) -> None:
    assert [(one.name, one.role, one.company) for one in draft(text).people] == [
        ("Ada Quist", role, "Synthesia")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Synthesia's Oslo office is home to 22 of its engineers.",
        "The new office in Oslo is home to 22 of our colleagues, Synthesia said.",
        "The Oslo office of Synthesia has 22 employees.",
    ],
)
def test_who_works_in_an_office_is_counted_there(text: str) -> None:
    assert [(claim.value, claim.place) for claim in draft(text).claims] == [(22, "Oslo")]
