"""The demo band: a song of ten uneven tracks, played by our own code."""
