"""`tracker digest`."""

import click

from tracker.cli.files import output
from tracker.cli.opening import opened

ROOT = "http://127.0.0.1:8000"


@click.command()
@click.argument("to", default="-", type=click.Path(allow_dash=True), metavar="[FILE|-]")
@click.option("--from", "first", metavar="DATE", help="The first day, such as 2026-11-16 or 2026-11.")
@click.option("--to", "last", metavar="DATE", help="The last day; today without it.")
@click.option("--company", multiple=True, help="Only what is about it: a short name, id or name. Repeatable.")
@click.option("--country", multiple=True, help="Only what is about it: a code, id or name. Repeatable.")
@click.option("--by", type=click.Choice(("company", "country")), default="company", show_default=True,
              help="Under whom the sentences stand.")  # fmt: skip
@click.option("--format", type=click.Choice(("markdown", "html")), default="markdown", show_default=True)
@click.option(
    "--root", "--site", "root", help=f"The address in front of its links.  [default: TRACKER_ROOT, or {ROOT}]"
)
def digest(
    to: str, first: str | None, last: str | None, company: tuple[str, ...], country: tuple[str, ...],
    by: str, format: str, root: str | None,
) -> None:  # fmt: skip
    """Write what changed in a period, in sentences: added, new steps, corrected, merged, withdrawn.

    Without dates, a week.

    \b
    Examples:
      tracker digest
      tracker digest --from 2026-10 --to 2026-10 --country KR october.md
      tracker digest --company openai --format html openai.html
    """
    from tracker.config import read_settings
    from tracker.db import reading
    from tracker.exchange.digests import title, write_digest
    from tracker.overview.credit import credit
    from tracker.overview.digest import digest as read
    from tracker.overview.digest import read_ask
    from tracker.types import now

    pairs = [("_from", first), ("_to", last), ("_by", by), *(("company", one) for one in company)]
    pairs += [("country", one) for one in country]
    root = (root or read_settings().root or ROOT).rstrip("/")
    with opened() as engine, reading(engine) as session:
        ask = read_ask(session, [(name, value) for name, value in pairs if value], now().date())
        found = read(session, ask, most=1000)
        about = credit(session, ask.scope, ask.scope.kinds, title(found.ask), root + ask.address())
        words = write_digest(found, about, root, format)
    with output(to) as out:
        out.write(words.encode())
