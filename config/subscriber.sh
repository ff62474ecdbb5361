#!/usr/bin/env bash
# Puts a real calendar client (vdirsyncer and khal) in a folder of its own, for the journey of somebody who subscribes:
# what it depends on is no concern of the service, and must not decide the service's versions.
set -uo pipefail
cd "$(dirname "$0")/.."
home=.venv-subscriber
[ "$home/ready" -nt config/requirements-subscriber.txt ] && exit 0
python3 -m venv "$home" \
  && "$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r config/requirements-subscriber.txt \
  && touch "$home/ready" && exit 0
echo "*** vdirsyncer and khal could not be installed: the journey of a subscriber will be SKIPPED." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
