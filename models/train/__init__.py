"""Training: the corpus, networks, losses and export; never imported live."""
