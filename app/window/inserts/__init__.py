"""The insert effects of a strip: their order, and what can be turned on each."""
