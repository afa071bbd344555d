"""Measures against named peers: `python -m bench.NAME`."""
