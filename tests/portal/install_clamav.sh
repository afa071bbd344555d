#!/bin/sh
# Makes sure that clamd is there for the tests of the malware scan: the path's, else the system's
# package as root or by sudo, else says what to install. Signatures are the tests' own.
set -u

found() {
  command -v clamd >/dev/null 2>&1 || [ -x /usr/sbin/clamd ]
}

found && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ]; then as=""; else as="sudo -n"; fi
  echo "Installing clamav-daemon from the system's packages"
  $as apt-get update -qq &&
    $as env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends clamav-daemon >/dev/null &&
    found && exit 0
fi
echo "The tests of the malware scan need clamd. As root: apt-get install clamav-daemon" >&2
exit 1
