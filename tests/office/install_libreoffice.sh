#!/bin/sh
# Makes sure that LibreOffice Calc is there: the path's, else the system's packages as root or by
# sudo, else says what to install.
set -u

command -v soffice >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ]; then as=""; else as="sudo -n"; fi
  echo "Installing libreoffice-calc from the system's packages"
  $as apt-get update -qq &&
    $as env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null &&
    command -v soffice >/dev/null 2>&1 && exit 0
fi
echo "The office tests need LibreOffice. As root: apt-get install libreoffice-calc" >&2
exit 1
