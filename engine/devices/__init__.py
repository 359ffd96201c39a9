"""Where blocks come from and go to: a sound card, a timer, files, or a test."""
