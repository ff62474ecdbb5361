"""Settings: one frozen value, read from config/*.toml and the environment, checked at start with plain words."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from app.kernel.settings.checks import check
from app.kernel.settings.value import PREFIX, Settings, SettingsError

__all__ = ["PREFIX", "ROOT", "Settings", "SettingsError", "load_settings"]

ROOT = Path(__file__).resolve().parents[3]


def load_settings(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """The settings of this process. Raises SettingsError with one sentence."""
    environ = os.environ if environ is None else environ
    values = _flat(_read(root / "config" / "default.toml"))
    env = environ.get(PREFIX + "ENV", str(values["env"]))
    if env not in {"development", "testing", "production"}:
        raise SettingsError(f"RUN_ENV is {env!r}; it must be development, testing or production.")
    own = root / "config" / f"{env}.toml"
    if own.exists():
        values |= _known(_flat(_read(own)), own.name)
    values |= _known(_from_environment(environ), "the environment")
    values["env"] = env
    typed: dict[str, Any] = {f.name: _typed(f.name, f.type, values[f.name]) for f in fields(Settings)}
    settings = Settings(**typed)
    if env == "development":
        settings = _with_development_keys(settings, root)
    check(settings)
    return _with_absolute_paths(settings, root)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error


def _flat(table: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": value for inner, value in value.items()}
        else:
            flat[name] = value
    return flat


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    return {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}


def _known(values: dict[str, object], where: str) -> dict[str, object]:
    known = {f.name for f in fields(Settings)}
    for name in values:
        if name not in known:
            raise SettingsError(f"{where} names the unknown setting {PREFIX}{name.upper()}; see config/default.toml.")
    return values


def _typed(name: str, kind: object, value: object) -> str | int:
    if kind in (int, "int"):
        try:
            return int(str(value))
        except ValueError:
            raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be a whole number.") from None
    return str(value)


def _with_development_keys(settings: Settings, root: Path) -> Settings:
    """Made at first start and kept in instance/, so that links and sign-ins survive a restart."""
    keys: dict[str, Any] = {}
    for name in ("secret_key", "link_key"):
        if getattr(settings, name):
            continue
        path = root / "instance" / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text(token_urlsafe(48), encoding="ascii")
            path.chmod(0o600)
        keys[name] = path.read_text(encoding="ascii").strip()
    return replace(settings, **keys)


def _with_absolute_paths(settings: Settings, root: Path) -> Settings:
    """SQLite files named relative to the project stand there whatever the working directory is."""

    def absolute(url: str) -> str:
        path = url.removeprefix("sqlite:///")
        relative = url.startswith("sqlite:///") and not path.startswith("/") and path != ":memory:"
        return f"sqlite:///{root / path}" if relative else url

    erasures = settings.erasure_file
    return replace(
        settings,
        database_url=absolute(settings.database_url).replace("postgresql://", "postgresql+psycopg://", 1),
        queue_url=absolute(settings.queue_url),
        base_url=settings.base_url.rstrip("/"),
        erasure_file=str(root / erasures) if erasures else "",
    )
