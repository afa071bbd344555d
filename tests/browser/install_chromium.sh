#!/bin/sh
# Makes sure that a Chromium is there for the browser tests: the path's, else the system's packages
# as root or by sudo, else Playwright's own. Says what to install where none of these can be had.
set -u

PLAYWRIGHT=${PLAYWRIGHT:-.venv/bin/python -m playwright}

found() {
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

apt() {
  command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" -eq 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else return 1; fi
  echo "Installing chromium and fonts-noto-cjk from the system's packages"
  $as apt-get update -qq &&
    $as env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
}

found && exit 0
apt && found && exit 0
echo "Installing Playwright's own Chromium"
$PLAYWRIGHT install chromium && exit 0

cat >&2 <<'WORDS'
The browser tests need a Chromium, and none could be installed. As root:
    apt-get install --no-install-recommends chromium fonts-noto-cjk
WORDS
exit 1
