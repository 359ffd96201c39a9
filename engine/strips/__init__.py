"""Channel strips: what makes buses of a block's inputs, in two ways that sound the same."""
