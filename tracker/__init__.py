"""AI Expansion Tracker: cited, comparable, queryable facts on how AI companies expand."""

__version__ = "0.1.0"
