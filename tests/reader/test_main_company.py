"""Whom "the company" means: who the text is about, not a supplier or an investor named along the way."""

import pytest

from tracker.ingest.reader import draft

HEAD = "Norrland Compute to build a campus in Luleå with Nvidia\n\nNorrland Compute will build it.\n\n"


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        (
            HEAD + "Nvidia will supply 60,000 processors.\n\nThe company opened an office in Oslo in May. "
            "Norrland Compute has 140 employees.",
            "Norrland Compute",
        ),
        (
            (
                "Lovable is valued at $6 billion after a round by CapitalG. CapitalG is a fund.\n\n"
                "The company opened an office in Boston this autumn."
            ),
            "Lovable",
        ),
        (
            (
                "Cohere said Fujitsu will sell its models. Fujitsu has 120,000 employees.\n\n"
                "The company opened an office in Tokyo last month."
            ),
            "Cohere",
        ),
        (
            (
                "Nscale has raised $1.1 billion in a round led by Aker.\n\nAker owns half of a data centre. "
                "Aker paid in cash.\n\nThe company has an office in Oslo."
            ),
            "Aker",
        ),
        (
            (
                "Redwood Capital is about to own a slice of Fernlight, a cloud business.\n\nChips will be "
                "put to work in Kenya, said Amina Otieno, chief executive of the start-up. It has an office "
                "in Nairobi."
            ),
            "Fernlight",
        ),
        ("Temasek is among the owners of Sierra. The maker of agents has an office in Lima.", "Sierra"),
        ("Temasek will invest in Sierra. The investor is cautious. Sierra has an office in Lima.", "Sierra"),
        (
            (
                "Cerebras will hire 200 people. Although Nvidia has more staff, the firm expects to grow. "
                "It also has an office in Toronto."
            ),
            "Cerebras",
        ),
        (
            (
                "Sierra is worth $2 billion now. Temasek took the lead. The money goes into models. "
                "Nobody is to be left out. The firm has an office in Lima."
            ),
            "Sierra",
        ),
        ("Sierra has grown. Its landlord is Acme. In Lima a team of 40 works in an office.", "Sierra"),
        ("Sierra has grown. The company, in which GV has a stake, is opening an office in Lima.", "Sierra"),
    ],
)
def test_a_paragraph_resumes_whom_the_one_before_was_about(text, owner):
    assert [office["company"] for office in draft(text).as_json()["offices"]] == [owner]


def test_a_bare_title_is_held_in_the_company_that_the_text_is_about():
    text = (
        HEAD + "Nvidia will supply 60,000 processors. “It is cold,” said chief executive Ada Quist.\n\n"
        "Norrland Compute has 140 employees."
    )
    people = {person["name"]: person["company"] for person in draft(text).as_json()["people"]}
    assert people == {"Ada Quist": "Norrland Compute"}
