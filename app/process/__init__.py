"""The desk process: the desk, what it needs to know of the world, and a loop that keeps all in step."""
