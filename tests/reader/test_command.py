"""`python -m tracker.ingest.reader`: a file or standard input in, JSON out."""

import json
import subprocess
import sys
from pathlib import Path

TEXT = "OpenAI will open an office in Oslo this month."


def _run(*arguments: str, given: str | None = None) -> dict[str, object]:
    command = [sys.executable, "-m", "tracker.ingest.reader", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=60)
    drafts = json.loads(done.stdout)
    assert isinstance(drafts, dict)
    return drafts


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, "utf-8")
    drafts = _run(str(file), "--published", "2024-04-01")
    assert list(drafts) == ["companies", "people", "offices", "partnerships", "claims", "projects"]
    assert drafts["companies"] == ["OpenAI"]
    assert [office["date"] for office in drafts["offices"]] == ["2024-04"]  # type: ignore[attr-defined]


def test_standard_input() -> None:
    assert _run("-", "--published", "", given=TEXT)["companies"] == ["OpenAI"]
