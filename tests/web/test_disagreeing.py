"""What the pages say of claims that cannot both be true."""

import re

from tests.saving import add, change

STAFF = {"subject": "openai", "metric": "employees"}


def test_the_pages_of_a_claim_and_of_its_subject_show_what_disagrees(app, client):
    engine = app.extensions["tracker"].engine
    staff = add(engine, "claims", summary="One", value_text="5,000", as_of="2025", **STAFF)
    other = add(engine, "claims", summary="Other", value_text="4,000", as_of="June 2025", **STAFF)
    page = client.get(f"/claims/{staff}").text
    assert "0 agree, 1 differs, among the newest 50 about it" in page
    told = rf'href="/claims/{other}">4,000</a>.*?20% lower.*?as of June 2025, here 2025'
    assert re.search(told, page, re.DOTALL)
    assert re.search(r"<td [^>]*>no source yet</td>", page)
    company = client.get("/companies/openai").text
    assert f'href="/claims/{other}#others">1 differs</a>' in company
    assert company.count('<span class="quiet">no source yet</span>') == 2
    assert "give one the rank" in page
    change(engine, "claims", other, rank="deprecated", rank_reason="Told before the figures were out.")
    decided = client.get(f"/claims/{staff}").text
    assert "deprecated: Told before" in decided
    assert "give one the rank" not in decided
