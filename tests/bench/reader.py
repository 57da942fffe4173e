"""How fast articles are drafted: python tests/bench/reader.py

Prints articles of 2,000 characters a second on one core, and the time for texts up to 1 MB: when the text
doubles, the time should double.
"""

import sys
import time

from tracker.ingest.reader import default_names, draft

SENTENCE = (
    "Norvik Labs, a developer of planning software, said on Monday that its chief executive Ada Quist will "
    "open an office in Leeds with {0} engineers, backed by ${0} million from Brightmere Capital, and that "
    "revenue "
    "doubled in Cardiff. "
)
ARTICLE = 2_000
SIZES = (125_000, 250_000, 500_000, 1_000_000)


def _text(length: int) -> str:
    sentences = (SENTENCE.format(number) for number in range(10, 10 + length // len(SENTENCE) + 1))
    return "".join(sentences)[:length]


def main() -> None:
    """Print the figures."""
    default_names()
    article = _text(ARTICLE)
    draft(article)
    began, count = time.process_time(), 0
    while time.process_time() - began < 2:
        draft(article)
        count += 1
    rate = count / (time.process_time() - began)
    sys.stdout.write(f"{rate:.0f} articles of {ARTICLE:,} characters a second on one core\n")
    for size in SIZES:
        text = _text(size)
        began = time.process_time()
        draft(text)
        sys.stdout.write(f"{size:>9,} characters: {time.process_time() - began:.2f} s\n")


if __name__ == "__main__":
    main()
