"""MIDI controllers; the only door to rtmidi is `ports.py`."""
