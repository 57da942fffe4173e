"""The only door for changes."""

from tracker.writing.door import Edit, RowsRefused

__all__ = ["Edit", "RowsRefused"]
