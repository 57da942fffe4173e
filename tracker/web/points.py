"""The points of a chart, each a link to its claim. A page has dozens, and a template takes four times as long
to put them together."""

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from tracker.overview.charts import Placed, Point

# What a point is drawn at least: in percent across, and in pixels down, with and without an open end.
NARROW, LOW_OPEN, LOW = 0.9, 3, 5


def point_links(placed: Iterable[Placed], said: Callable[[Point], str], root: str) -> Markup:
    """Points where they stand. `said` tells each in a few words; `root` stands in front of its address."""
    start = str(escape(root))
    return Markup("".join(_link(one, str(escape(said(one.point))), start) for one in placed))  # noqa: S704


def _link(one: Placed, said: str, root: str) -> str:
    point = one.point
    look = f"point{' foreseen' if point.foreseen else ''}{' reported' if point.reported else ''}"
    return (
        f'\n\n<a class="{look}" href="{root}{point.permalink}" aria-label="{said}">'
        f"<title>{said}: {escape(point.summary)}</title>{_drawn(one)}\n"
        f'<svg class="over" x="{one.at.middle}%" y="{_end(one)}">'
        '<rect class="reach" x="-12" y="-12" width="24" height="24"/></svg></a>'
    )


def _end(one: Placed) -> float:
    """How far down a point is touched: at the end that is known, else in its middle."""
    if one.open_up:
        return one.top + one.height
    return one.top if one.open_down else one.top + one.height / 2


def _drawn(one: Placed) -> str:
    """A dot, or an area from one bound to the other; one that fades out with an edge at the end it has."""
    width = max(one.at.width, NARROW)
    left, wide = f'x="{one.at.middle - width / 2}%"', f'width="{width}%"'
    if one.open_up or one.open_down:
        edge = one.top + one.height - 1.5 if one.open_up else one.top - 1.5
        return (
            f'<rect class="area" {left} y="{one.top}" {wide} height="{max(one.height, LOW_OPEN)}" '
            f'mask="url(#open-{"up" if one.open_up else "down"})"/>'
            f'<rect class="edge" {left} y="{edge}" {wide} height="3"/>'
        )
    if one.height < LOW_OPEN and one.at.width < NARROW:
        middle = one.top + one.height / 2
        return f'<svg class="over" x="{one.at.middle}%" y="{middle}"><circle class="area" r="4.5"/></svg>'
    top = one.top - (LOW - one.height) / 2 if one.height < LOW else one.top
    tall = max(one.height, LOW)
    return f'<rect class="area" {left} y="{top}" {wide} height="{tall}" rx="2.5"/>'
