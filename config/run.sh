#!/usr/bin/env bash
# What `make run` does after installing: migrate, seed an empty database, say how to get in, start web and worker.
set -euo pipefail
export RUN_LOG_LEVEL="${RUN_LOG_LEVEL:-WARNING}"   # the terminal is for the address, and for what goes wrong
flask=".venv/bin/flask --app wsgi"
$flask db upgrade >/dev/null
$flask seed-demo --if-empty
echo
echo "RUN-möten: ${RUN_BASE_URL}  (Ctrl-C avslutar)"
trap : INT   # Ctrl-C reaches honcho, which stops both and answers 130: that is how it should end, and no error
.venv/bin/honcho --procfile config/Procfile --no-prefix start || [ $? = 130 ]
