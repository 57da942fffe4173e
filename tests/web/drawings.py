"""A client on the small earth of the drawings, and its pages as trees."""

from collections.abc import Iterator
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient

from tests.databases import Backend
from tests.overview import earth
from tests.web.site import made

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def globe(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A client of the application on the small earth, for the tests of a file that only read."""
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend(earth.fill) as database, made(database) as app:
        yield app.test_client()


def drawing(client: FlaskClient, address: str) -> Xml.Element:
    """An SVG or GraphML file as a tree; it is one only when well-formed."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return Xml.fromstring(answer.data)
