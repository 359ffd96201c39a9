"""Set-up: device and wires, how everything is, and what people like."""
