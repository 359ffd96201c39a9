"""Orders: what surfaces (window, MIDI, OSC, command line) may say to the desk."""
