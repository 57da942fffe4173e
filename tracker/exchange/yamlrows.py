"""Reading seed files: YAML in which every scalar is text and every row knows the line it stands on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tracker.errors import Refused

LARGEST = 10_000_000
DEEPEST = 12


@dataclass(frozen=True)
class SourceRow:
    """A row of a seed file: its values, the line it begins on, and the line of each of its values."""

    values: dict[str, Any]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


def fault(file: Path, line: int, reason: str) -> Refused:
    """A refusal that says where in a file something is wrong."""
    words = f"{file.name}, line {line}: {reason}"
    return Refused(words, {f"{file.name}:{line}": reason})


def read_rows(file: Path) -> dict[str, list[SourceRow]]:
    """The rows of a YAML file by table, in the file's order. Refused names the line of what is wrong."""
    try:
        node = yaml.compose(read_text(file), Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise fault(file, line, f"not readable as YAML: {error.problem}.") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise fault(file, 1, f"not readable as YAML: {error}.") from None
    if node is None:
        return {}
    return _tables(file, node)


def read_text(file: Path) -> str:
    """The text of a seed file; Refused when it cannot be read or is too large."""
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise fault(file, line, "not readable as UTF-8.") from None
    if len(text) > LARGEST:
        raise Refused(f"{file.name}: larger than {LARGEST // 1_000_000} MB. Split it.")
    return text


class _Plain(yaml.SafeLoader):
    """YAML without aliases: nine lines of them can stand for a thousand million rows."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "write it out, aliases are not read", mark)
        return super().compose_node(parent, index)


def _tables(file: Path, node: yaml.Node) -> dict[str, list[SourceRow]]:
    if not isinstance(node, yaml.MappingNode):
        raise fault(file, 1, "a seed file is a mapping of tables to rows.")
    tables: dict[str, list[SourceRow]] = {}
    for key, value in node.value:
        name = _scalar(file, key)
        if name in tables:
            raise fault(file, key.start_mark.line + 1, f"{name} stands here twice. Put its rows together.")
        if isinstance(value, yaml.MappingNode):
            tables[name] = [_row(file, value)]
        elif isinstance(value, yaml.SequenceNode):
            tables[name] = [_row(file, row) for row in value.value]
        else:
            raise fault(file, value.start_mark.line + 1, f"{name} must be a list of rows.")
    return tables


def _row(file: Path, node: yaml.Node) -> SourceRow:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise fault(file, line, "a row is a mapping of fields to values.")
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name = _scalar(file, key)
        if name in values:
            raise fault(file, key.start_mark.line + 1, f"{name} is given twice.")
        values[name], lines[name] = _value(file, value, 0), key.start_mark.line + 1
    return SourceRow(values, line, lines)


def _value(file: Path, node: yaml.Node, depth: int) -> Any:
    """A node as text, list or mapping."""
    if depth > DEEPEST:
        raise fault(file, node.start_mark.line + 1, "nested too deeply.")
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, item, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {_scalar(file, key): _value(file, value, depth + 1) for key, value in node.value}
    return _scalar(file, node)


def _scalar(file: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise fault(file, node.start_mark.line + 1, "must be text.")
    return "" if node.tag.endswith(":null") else str(node.value)
