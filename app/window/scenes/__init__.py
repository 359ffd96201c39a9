"""The scenes page: the list, what a recall would move, and what is safe from recalls."""
