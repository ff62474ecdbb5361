#!/usr/bin/env bash
# Finds Dovecot for the tests of the mailbox, or installs it with apt where that is possible. It is started by the tests
# alone, from a folder of their own: nothing of the machine's is set up.
set -uo pipefail
PATH="$PATH:/usr/sbin"
command -v dovecot >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends dovecot-imapd >/dev/null
  command -v dovecot >/dev/null && exit 0
fi
echo "*** Dovecot is missing and could not be installed: the tests of the mailbox will be SKIPPED." >&2
echo "*** Install it (Debian: sudo apt-get install dovecot-imapd) and run make test again." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
