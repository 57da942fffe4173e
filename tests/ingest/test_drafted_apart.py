"""Drafting in a process of its own gives what drafting here gives, and ends in time."""

import json
from datetime import date

import pytest

from tests.review.articles import LISBON
from tracker.errors import Refused
from tracker.ingest.apart import draft_apart
from tracker.ingest.reader import Name, default_names, draft

QUILL = Name("company", "Quill Telecom", "PT")
NAMES = [("Quill Telecom", QUILL), ("QT", QUILL)]
DAY = date(2026, 3, 12)


def test_it_drafts_what_is_drafted_here():
    facts, language = draft_apart(LISBON, NAMES, DAY)
    here = draft(LISBON, published=DAY, known=default_names().recording(NAMES))
    assert facts == json.loads(json.dumps(here.as_json()))
    assert (language, len(facts["offices"])) == (here.language, 2)


def test_it_ends_in_time():
    with pytest.raises(Refused) as refused:
        draft_apart(LISBON, NAMES, DAY, seconds=0.01)
    assert "Give a part of the text" in refused.value.message
