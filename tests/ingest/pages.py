"""Pages for tests: articles of our own making, dressed as sites dress them."""

PARAGRAPHS = (
    "The company said on Monday that it will open a laboratory in the harbour district next spring.",
    "About forty engineers are to move in first, and the number should double by the end of the year.",
    "City officials welcomed the plan and promised a faster way through the permits it needs.",
    "A partnership with two local universities will pay for twelve scholarships a year.",
    "Analysts had expected the announcement since the firm registered a subsidiary last autumn.",
    "No figure was given for the investment, and the company declined to say how long the lease will run.",
)
HEADLINE = "Harbour district gets its first laboratory"
TEXT = "\n".join((HEADLINE, *PARAGRAPHS))


def article(
    head: str = "",
    before: str = "",
    after: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    lang: str = "en",
) -> bytes:
    """A page with a headline, the paragraphs, and whatever else is wanted."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{HEADLINE} | The Daily Harbour</title>{head}</head>"
        '<body><header><a href="/">The Daily Harbour</a><nav><a href="/a">Business</a></nav></header>'
        f"<main><article>{before}<h1>{HEADLINE}</h1>{body}{after}</article></main>"
        "<footer>Copyright of nobody</footer></body></html>"
    ).encode()
