"""What holds for every test."""

import signal

# Whoever runs the tests in the background lets them inherit a Ctrl-C that is ignored; ours must be heard.
signal.signal(signal.SIGINT, signal.default_int_handler)
