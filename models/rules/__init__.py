"""Rules: the mixer that knows what engineers know, and says why."""
