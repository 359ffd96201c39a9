"""Mackie Control: eight strips a unit with motor faders, as the main unit and its extenders speak it."""
