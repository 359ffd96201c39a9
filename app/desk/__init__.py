"""The desk: the one owner of the mix, and what people do to it. Pure: no clock, no sockets, no threads."""
