#!/usr/bin/env bash
# Finds Chromium for the browser tests, or installs it with apt where that is possible.
set -uo pipefail
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  command -v chromium >/dev/null && exit 0
fi
echo "*** Chromium is missing and could not be installed: the browser tests will be SKIPPED." >&2
echo "*** Install it (Debian: sudo apt-get install chromium) and run make test again." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
