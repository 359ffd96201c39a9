"""Sound: the block engine and the vocabulary everybody speaks."""
