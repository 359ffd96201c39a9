"""The tablet page: the desk in a browser, served by this machine alone."""
