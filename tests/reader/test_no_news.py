"""What is no news of a company: suppositions, surveys, share prices, fines, pay, remarks in a long text."""

import pytest

from tracker.ingest.reader import draft

NOTHING = [
    "If Kestrel AI had put $9 million into Corvo AI, it would employ 900 people.",
    "Kestrel AI would be worth $400 billion if it were listed.",
    "You look after 1,400 servers of Kestrel AI and work with Corvo AI.",
    "In a survey of 47 countries by Kestrel AI, 46% were willing to pay.",
    "A study by Kestrel AI and Corvo AI found that 1,200 hours were lost.",
    "Kestrel AI dropped 3.4%, Corvo AI 5.2% and Siemens 2.7%.",
    "The stock of Kestrel AI is down 24% from its high.",
    "A regulator fined Kestrel AI €15m over its chatbot.",
    "Kestrel AI paid $1.5bn in a settlement.",
    "Under the act, firms with fewer than 750 employees will need Kestrel AI.",
    "From 15 January, firms have to leave Kestrel AI.",
    "The salary at Kestrel AI reaches $900,000.",
    "She moved to IBM's research centre in Zurich in 1978, and led it later.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_a_sentence_that_reports_nothing_drafts_nothing(text: str) -> None:
    drafts = draft(text)
    assert (drafts.offices, drafts.partnerships, drafts.claims) == ([], [], [])


def test_growth_told_of_a_company_is_no_share_price() -> None:
    told = draft("Revenue at Kestrel AI rose 71% in a year.").claims
    assert [(claim.value, claim.unit) for claim in told] == [(71, "percent")]


REMARKS = (
    "My neighbour keeps bees behind our library. Kestrel AI made a small camera for her hives. It found 312 "
    "wasps in one week, and 45% of the bees came home late. The old priest, who is 91, came to look. The "
    "town's band played twice. Three of 20 guests were stung, and one of them laughed about it until "
    "midnight. Nobody knew why the queen had left. The camera hangs there to this day, and the bees do not "
    "mind it, nor does the mayor who lives next door. Ask her for honey, she has more than she "
    "can eat, and bring a jar. "
)


def test_bare_counts_of_a_long_text_without_other_facts_are_remarks() -> None:
    assert draft(REMARKS).claims == []
    news = draft(REMARKS + "Kestrel AI raised $9 million from Corvo Ventures in Oslo.")
    assert {claim.value for claim in news.claims} >= {9_000_000, 312}
