#!/bin/sh
# Writes the three locks anew, with hashes, for every Python the project runs on. Needs uv on the path.
set -eu
cd "$(dirname "$0")"
for name in run test bench; do
  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
    --universal --python-version 3.11 "$name.in" -o "$name.txt"
done
