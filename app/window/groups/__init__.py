"""Groups: DCAs and mute groups."""
