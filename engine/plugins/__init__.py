"""Insert effects: pedalboard's own and VST3 plugins."""
