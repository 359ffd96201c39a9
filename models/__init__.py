"""Minds: everything that listens to the tracks and proposes moves."""
