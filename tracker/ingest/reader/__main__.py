"""`python -m tracker.ingest.reader FILE|- [--published YYYY-MM-DD]`: print the drafts as JSON."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from tracker.ingest.reader import draft


def main() -> int:
    """Read a file (or standard input for -) and write one JSON object to standard output."""
    parser = argparse.ArgumentParser(prog="python -m tracker.ingest.reader", description=__doc__)
    parser.add_argument("file")
    parser.add_argument(
        "--published", type=lambda words: date.fromisoformat(words) if words else None, default=None
    )
    arguments = parser.parse_args()
    text = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8")
    json.dump(draft(text, published=arguments.published).as_json(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
