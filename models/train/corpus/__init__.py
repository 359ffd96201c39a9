"""The corpus: multitrack songs with the balance that a person gave them, made again by one command."""
