"""Logs as lines of JSON on stderr. No personal link is ever in one: what follows /i/, /min/, /kalender/, /org/,
/avsta/, /bekrafta/, /plats/, /lista/ and /dorr/lank/ is masked, queries are left out, and so is anything shaped like
a token, wherever it stands.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, TextIO

from flask import Flask, g, has_app_context
from gunicorn.glogging import Logger

from app.kernel.settings import Settings

_SECRET_PATHS = re.compile(
    r"(/(?:i|min|kalender(?:/grupp)?|org|avsta|bekrafta|plats|lista|dorr/lank)/)(?!run\.ics)[^/\s?#\"'<>]+"
)
_TOKENS = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
_SEEDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_QUERIES = re.compile(r"(?<=\S)\?[^\s\"'<>]*=[^\s\"'<>]*")
_MASK = "***"


def mask(text: str) -> str:
    """``text`` without personal links, tokens, seeds and queries of addresses."""
    text = _SECRET_PATHS.sub(rf"\g<1>{_MASK}", text)
    text = _TOKENS.sub(_MASK, _SEEDS.sub(_MASK, text))
    return _QUERIES.sub("", text)


class JsonLines(logging.Formatter):
    """One line of JSON a record, masked; with the incident's number when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if has_app_context() and "incident" in g:
            line["incident"] = g.incident
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that a second app in the same process replaces it instead of doubling every line."""


def install(app: Flask) -> None:
    """Send everything that is logged through one masked handler."""
    settings: Settings = app.config["RUN"]
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(old)
    handler = _Handler(sys.stderr)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    app.logger.handlers.clear()


class MaskedLogger(Logger):
    """gunicorn's logger with masked paths and referers: ``logger_class = "app.web.logs.MaskedLogger"``."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn, but its own lines are JSON too."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """What an access log format may use: request line, path and referer masked, no query."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = mask(str(environ.get("PATH_INFO", "")))
        masked = {
            "r": f"{environ.get('REQUEST_METHOD')} {path} {environ.get('SERVER_PROTOCOL')}",
            "U": path,
            "q": "",
            "f": mask(str(environ.get("HTTP_REFERER", "-"))),
        }
        return {name: value for name, value in atoms.items() if not name.startswith("{")} | masked
