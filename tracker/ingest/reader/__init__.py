"""The offline reader: drafts facts from an article's text, deterministically, without network, database
or model.
"""

from datetime import date

from tracker.ingest.reader.drafts import Drafts
from tracker.ingest.reader.gazetteer import KnownNames, Name, default_names
from tracker.ingest.reader.sentences import split, stated_date
from tracker.ingest.reader.tokens import cjk_share

__all__ = ["Drafts", "KnownNames", "Name", "default_names", "draft"]


def draft(
    text: str, *, published: date | None = None, language: str | None = None, known: KnownNames | None = None
) -> Drafts:
    """Draft the people, offices, partnerships, claims and projects that `text` states.

    `published`, or the day of a dateline, resolves relative dates; `language` (en, de, fr, es, pt, it, ko,
    ja, zh) is guessed when not given; `known` is `default_names()` recording what the database knows. Never
    raises on any text; the same text and arguments always give the same drafts.
    """
    # Loaded with the first text: most processes that know the names never draft.
    from tracker.ingest.reader.as_written import as_written
    from tracker.ingest.reader.genres import gives_opinion, reports_nothing
    from tracker.ingest.reader.latin import read_latin
    from tracker.ingest.reader.periods import dateline_date
    from tracker.ingest.reader.settling import settle

    names = known or default_names()
    day = published.isoformat() if published else stated_date(text)[0] or dateline_date(text)
    spans = split(text)
    if language in ("ko", "ja", "zh") or (language is None and cjk_share(text) > 0.3):
        from tracker.ingest.reader.cjk import read_cjk  # a fifth of the start, for texts that few bring

        drafts = read_cjk(text, spans, names, language, day)
    else:
        drafts = read_latin(text, spans, names, language, day)
    if gives_opinion(text, stated_date(text)[1]):
        drafts.offices, drafts.partnerships, drafts.claims, drafts.projects = [], [], [], []
    if reports_nothing(drafts, len(text)):
        drafts.claims, drafts.offices = [], []
    settled = settle(drafts, frozenset(text[span.start : span.end] for span in spans if span.heading))
    return as_written(settled, text, names)
