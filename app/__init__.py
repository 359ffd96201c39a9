"""Hands and eyes: the desk, its children and its surfaces."""
