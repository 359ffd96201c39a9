"""OSC: the desk by address, for anything on the network that was let in."""
