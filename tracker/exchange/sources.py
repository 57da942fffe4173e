"""Files of rows: of which kind each is, how it is read, and in what order several are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import Refused
from tracker.exchange.reading import Row, ending_of, most_rows, read_rows
from tracker.exchange.tables import FORMATS
from tracker.fields import links_of
from tracker.lookup import targets_of
from tracker.records import Record, kinds


@dataclass(frozen=True)
class Source:
    """A file of rows of one kind."""

    kind: type[Record]
    path: Path
    ending: str

    @property
    def strict(self) -> bool:
        """JSON says what is a number and what is text; cells are text."""
        return self.ending.startswith("json")

    def rows(self) -> Iterator[Row]:
        return read_rows(self.path, self.ending)

    def most_rows(self) -> int:
        """A number that its rows are no more than, told at once."""
        return most_rows(self.path, self.ending)


def source_of(kind: type[Record], path: Path, ending: str | None = None) -> Source:
    """A file of a kind by its ending; Refused when that is none of those that are read."""
    ending = path.suffix.removeprefix(".").lower() if ending is None else ending
    if ending not in FORMATS:
        raise Refused(f"{path.name}: must end in one of {', '.join(f'.{name}' for name in FORMATS)}.")
    return Source(kind, path, ending)


def unnamed_source(kind: type[Record], path: Path) -> Source:
    """A file whose name says nothing: standard input that was laid aside."""
    return Source(kind, path, ending_of(path))


def sources_in(folder: Path) -> list[Source]:
    """The files of a folder that `export all` wrote, the linked before the linking; Refused names others."""
    by_kind: dict[str, Source] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.stem not in kinds() or path.stem in by_kind:
            words = "is a second file of its kind" if path.stem in by_kind else "is called after no kind"
            raise Refused(f"{path.name} {words}. There are: {', '.join(kinds())}.")
        by_kind[path.stem] = source_of(kinds()[path.stem], path)
    if not by_kind:
        raise Refused(f"{folder} holds no files that `tracker export all` wrote.")
    return [by_kind[name] for name in _order(by_kind)]


def _order(names: Iterable[str]) -> list[str]:
    """Kinds so that links lead back: a company before its offices, an article before its citations."""
    before = {
        name: {target for link in links_of(kind) for target in targets_of(link.to)} - {name}
        for name, kind in kinds().items()
    }
    ordered: dict[str, None] = {}

    def visit(name: str, above: frozenset[str]) -> None:
        for target in sorted(before[name] - above - ordered.keys()):
            visit(target, above | {name})
        ordered[name] = None

    for name in kinds():
        if name not in ordered:
            visit(name, frozenset({name}))
    wanted = set(names)
    return [name for name in ordered if name in wanted]
