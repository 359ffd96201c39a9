"""Training: from a corpus to the networks in the zoo. Never imported live."""
