#!/bin/sh
# Makes sure that Debian's PostgreSQL 15 is there, its programs alone: no cluster is made or started.
set -u

found() {
  [ -x /usr/lib/postgresql/15/bin/postgres ]
}

found && exit 0
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ]; then as=""; else as="sudo -n"; fi
  echo "Installing postgresql-15 from the system's packages"
  $as mkdir -p /etc/postgresql-common &&
    { [ -e /etc/postgresql-common/createcluster.conf ] ||
      echo "create_main_cluster = false" |
        $as tee /etc/postgresql-common/createcluster.conf >/dev/null; } &&
    $as apt-get update -qq &&
    $as env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends postgresql-15 >/dev/null &&
    found && exit 0
fi
echo "A slow test needs PostgreSQL 15. As root: apt-get install postgresql-15" >&2
exit 1
