#!/usr/bin/env bash
# Finds LibreOffice for the tests that open spreadsheets in it, or installs it with apt where that is possible.
set -uo pipefail
command -v soffice >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null
  command -v soffice >/dev/null && exit 0
fi
echo "*** LibreOffice is missing and could not be installed: the tests that open spreadsheets in it will be SKIPPED." >&2
echo "*** Install it (Debian: sudo apt-get install libreoffice-calc-nogui) and run make test again." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
