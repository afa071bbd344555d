"""Bytes, a catalogue and a context in; a verdict out. Knows no web, database, queue, file store.

`validator.engine` is the door: `open_file`, `check`, `check_file`.
"""
