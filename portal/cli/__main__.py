"""Lets `python -m portal.cli` stand for `esubmit`."""

from portal.cli import main

main(prog_name="esubmit")
