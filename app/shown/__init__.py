"""What surfaces show of a state of the desk: plain values and words. No Qt."""
