"""The pages and the API. The only package with Flask in it, besides app and cli."""

from flask import Flask

from tracker.fields import field_called
from tracker.records import kinds, parts_of
from tracker.web import show
from tracker.web.records import KindConverter, pages
from tracker.web.screens import screens


def register(app: Flask) -> None:
    """Give an application its routes and what its templates use."""
    app.url_map.converters["kind"] = KindConverter
    app.register_blueprint(screens)
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        kinds=kinds, parts_of=parts_of, field_called=field_called, shown=show.shown, words_of=show.words_of
    )
    app.jinja_env.filters.update(ago=show.ago, moment=show.moment, words=show.words_of)
