"""Buses: sends on faders, groups, effects, monitors and the master."""
