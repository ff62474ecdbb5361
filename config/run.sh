#!/usr/bin/env bash
# What `make run` does after installing: migrate, seed an empty database, say how to get in, start web and worker.
set -euo pipefail
flask=".venv/bin/flask --app wsgi"
$flask db upgrade >/dev/null
$flask seed-demo --if-empty
echo
echo "RUN-möten: ${RUN_BASE_URL}  (Ctrl-C avslutar)"
exec .venv/bin/honcho --procfile config/Procfile --no-prefix start
