"""What the tests of pages and of the API share."""

from tests.web.site import app, client, shared, small

__all__ = ["app", "client", "shared", "small"]
