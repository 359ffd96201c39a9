"""Evaluation: how near a mind's mix comes to a person's, in numbers."""
