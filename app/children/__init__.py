"""Children: processes that the desk and its surfaces start, hear, and replace when they fail."""
