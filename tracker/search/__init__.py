"""One index of words for all kinds: FTS5 on SQLite, tsvector on PostgreSQL, behind the same functions."""

from tracker.search.asking import Asked, Chip, Term, read_search
from tracker.search.entries import LONGEST, SearchEntry, articles_about, index, unmade
from tracker.search.finding import SIZE, Found, Hit, Order, find
from tracker.search.folding import fold
from tracker.search.snippets import snippets

__all__ = [
    "LONGEST",
    "SIZE",
    "Asked",
    "Chip",
    "Found",
    "Hit",
    "Order",
    "SearchEntry",
    "Term",
    "articles_about",
    "find",
    "fold",
    "index",
    "read_search",
    "snippets",
    "unmade",
]
