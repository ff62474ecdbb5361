"""Builds the app from settings; nothing else."""

import sys

from app import create_app
from app.kernel.settings import SettingsError, load_settings

try:
    settings = load_settings()
except SettingsError as error:
    print(error, file=sys.stderr)  # noqa: T201 - the operator's terminal is where this belongs
    sys.exit(2)

app = create_app(settings)
