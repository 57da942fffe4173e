"""The pages and the API. The only package with Flask in it, besides app and cli."""

from collections.abc import Callable
from functools import cache, partial

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tracker.fields import field_called
from tracker.records import OWN, kinds, parts_of
from tracker.web import show
from tracker.web.accounts import accounts
from tracker.web.add import add
from tracker.web.api import api
from tracker.web.assets import asset, keep_assets
from tracker.web.bars import bar_links
from tracker.web.changed import changing
from tracker.web.charts import drawings
from tracker.web.compare import comparing
from tracker.web.lists import lists
from tracker.web.map import maps
from tracker.web.matrix import matrices
from tracker.web.merging import merging
from tracker.web.network import networks
from tracker.web.points import point_links
from tracker.web.records import KindConverter, pages
from tracker.web.review import review
from tracker.web.running import running
from tracker.web.saves import saving
from tracker.web.screens import screens
from tracker.web.search import searching
from tracker.web.sql import asking
from tracker.web.timeline import timelines
from tracker.web.tools import tools
from tracker.web.twins import twins
from tracker.web.users import users
from tracker.web.watchlists import watching
from tracker.writing.merging import MERGED


class NumberConverter(IntegerConverter):
    """A number in an address. The stock one takes 5,000 digits, which Python refuses to read, and ٣ for 3."""

    regex = "[0-9]{1,18}"


class Route(Rule):
    """A route that works out how its address is written when somebody asks for that, which is hardly ever.

    The stock one compiles two functions for it at once: two thirds of making an application, over all routes.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        builder = cache(partial(super()._compile_builder, append_unknown))
        return lambda route, /, **values: builder()(route, **values)


def register(app: Flask) -> None:
    """Give an application its routes and what its templates use."""
    app.url_rule_class = Route
    app.url_map.converters |= {"kind": KindConverter, "int": NumberConverter}
    app.register_blueprint(screens)
    app.register_blueprint(running)
    app.register_blueprint(saving)
    app.register_blueprint(searching)
    app.register_blueprint(add)
    app.register_blueprint(review)
    app.register_blueprint(maps)
    app.register_blueprint(networks)
    app.register_blueprint(comparing)
    app.register_blueprint(matrices)
    app.register_blueprint(changing)
    app.register_blueprint(watching)
    app.register_blueprint(timelines)
    app.register_blueprint(merging)
    app.register_blueprint(drawings)
    app.register_blueprint(asking)
    app.register_blueprint(tools)
    app.register_blueprint(accounts)
    app.register_blueprint(users)
    app.register_blueprint(api)
    app.register_blueprint(twins)
    app.register_blueprint(lists)
    app.register_blueprint(pages)
    app.after_request(keep_assets)
    app.jinja_env.globals.update(
        kinds=kinds, parts_of=parts_of, field_called=field_called, shown=show.shown, words_of=show.words_of,
        asset=asset, bounds_of=show.bounds_of, part_columns=show.part_columns, table_body=show.table_body,
        words_cell=show.words_cell, claim_groups=show.claim_groups, bar_links=bar_links,
        point_links=point_links, MERGED=MERGED, OWN=OWN,
    )  # fmt: skip
    app.jinja_env.filters.update(ago=show.ago, moment=show.moment, words=show.words_of)
