"""Surfaces: hands that are no window; each tells the desk what a person does, and shows every change."""
