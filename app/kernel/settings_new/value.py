"""Settings: one frozen value, read from config/*.toml and the environment, checked at start with plain words."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "RUN_"
_EXAMPLES = ("example", "change-me", "changeme", "testing-", "development", "secret", "password")
_MINIMUM_KEY = 32
_OAUTH = ("oauth_token_url", "oauth_client_id", "oauth_client_secret", "oauth_scope")
_LONGEST_TIMEOUT = 60
_LOOPBACK = ("127.", "localhost", "::1")


class SettingsError(Exception):
    """A setting is unknown, missing or impossible; the message is one plain sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """What ``config/default.toml`` explains, name by name; a table [a] with b is ``a_b``."""

    env: str
    database_url: str
    secret_key: str
    link_key: str
    base_url: str
    mail_server: str
    mail_port: int
    mail_auth: str
    mail_username: str
    mail_password: str
    mail_tls: str
    mail_timeout: int
    mail_from: str
    mail_reply_to: str
    mail_rate: int
    imap_server: str
    imap_port: int
    imap_tls: str
    imap_auth: str
    imap_username: str
    imap_password: str
    imap_folder: str
    imap_done_folder: str
    oauth_token_url: str
    oauth_client_id: str
    oauth_client_secret: str
    oauth_scope: str
    queue_url: str
    trusted_proxies: int
    erasure_file: str
    max_upload_mb: int
    password_time_cost: int
    password_memory_kib: int
    session_hours: int
    log_level: str
    controller_name: str
    controller_address: str
    controller_email: str
    controller_dpo: str
    controller_kept_years: int
    accessibility_organisation: str
    accessibility_service: str
    accessibility_address: str
    accessibility_conformance: str
    accessibility_shortcomings: str
    accessibility_disproportionate: str
    accessibility_exempt: str
    accessibility_contact: str
    accessibility_tested_how: str
    accessibility_tested_on: str
    accessibility_published_on: str

    @property
    def https(self) -> bool:
        """Whether the base address is https: then cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def mail_is_on(self) -> bool:
        """Whether letters are sent at all."""
        return bool(self.mail_server)

    @property
    def mail_signs_in_by(self) -> str:
        """How the worker signs in at the mail server: none, password or oauth2."""
        return self.mail_auth or ("password" if self.mail_username or self.mail_password else "none")

    @property
    def imap_is_on(self) -> bool:
        """Whether the worker reads a mailbox."""
        return bool(self.imap_server)

    @property
    def imap_signs_in_by(self) -> str:
        """How it signs in there: password or oauth2."""
        return self.imap_auth or "password"


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
    _check(settings)
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


def _check(settings: Settings) -> None:
    """Refuse what cannot work, and in production what is not safe."""
    if urlsplit(settings.database_url).scheme not in {"sqlite", "postgresql"}:
        raise SettingsError("RUN_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    queue = urlsplit(settings.queue_url).scheme
    if queue not in {"sqlite", "postgresql", "postgres", "redis", "rediss", "memory"}:
        raise SettingsError("RUN_QUEUE_URL must begin with sqlite:///, postgresql:// or redis://.")
    if queue in {"redis", "rediss"} and find_spec("redis") is None:
        raise SettingsError("RUN_QUEUE_URL names Redis, but the package is missing: .venv/bin/pip install redis.")
    base = urlsplit(settings.base_url)
    if base.scheme not in {"http", "https"} or not base.netloc:
        raise SettingsError("RUN_BASE_URL must be a whole address such as https://moten.example.se.")
    _check_mail(settings)
    _check_imap(settings)
    _check_oauth(settings)
    for name in ("secret_key", "link_key"):
        _check_key(name, getattr(settings, name), strict=settings.env == "production")
    if settings.env == "production":
        _check_production(settings)


def _check_mail(settings: Settings) -> None:
    """Refuse a mail server that is half set: it would be found out at the first letter."""
    if settings.mail_tls not in {"starttls", "tls", "none"}:
        raise SettingsError("RUN_MAIL_TLS must be starttls, tls or none.")
    if settings.mail_auth not in {"", "none", "password", "oauth2"}:
        raise SettingsError("RUN_MAIL_AUTH must be none, password or oauth2.")
    if not 1 <= settings.mail_timeout <= _LONGEST_TIMEOUT:
        raise SettingsError(f"RUN_MAIL_TIMEOUT must be between 1 and {_LONGEST_TIMEOUT} seconds.")
    if settings.mail_rate < 0:
        raise SettingsError("RUN_MAIL_RATE must be 0 (no limit) or the number of letters a minute.")
    if settings.mail_is_on:
        _check_sign_in(settings, "mail", settings.mail_signs_in_by, settings.mail_server)


def _check_sign_in(settings: Settings, what: str, by: str, server: str) -> None:
    """Refuse a way of signing in at a server (``what``: mail) that lacks something, has too much, or that would send a
    password or a token unencrypted.
    """
    name, secret = f"{what}_username", f"{what}_password"
    needed = {"none": (), "password": (name, secret), "oauth2": (name, *_OAUTH)}[by]
    unused = {"none": (name, secret), "password": (), "oauth2": (secret,)}[by]
    if missing := [_named(one) for one in needed if not getattr(settings, one)]:
        raise SettingsError(f"{_named(what)} signs in by {by}, so {' and '.join(missing)} must be set too.")
    if superfluous := [_named(one) for one in unused if getattr(settings, one)]:
        raise SettingsError(f"{_named(what)}_AUTH is {by}, so {' and '.join(superfluous)} must not be set.")
    if by == "password" and not getattr(settings, secret).isascii():
        raise SettingsError(
            f"{_named(secret)} may hold ASCII letters, digits and signs only: the server reads no others."
        )
    if by != "none" and getattr(settings, f"{what}_tls") == "none" and not server.startswith(_LOOPBACK):
        raise SettingsError(
            f"{_named(what)}_TLS is none, but a password or token must be encrypted: set starttls or tls."
        )


def _check_imap(settings: Settings) -> None:
    """Refuse a mailbox that is half set."""
    if settings.imap_tls not in {"starttls", "tls", "none"}:
        raise SettingsError("RUN_IMAP_TLS must be starttls, tls or none.")
    if settings.imap_auth not in {"", "password", "oauth2"}:
        raise SettingsError("RUN_IMAP_AUTH must be password or oauth2.")
    if not settings.imap_is_on:
        return
    _check_sign_in(settings, "imap", settings.imap_signs_in_by, settings.imap_server)
    for name in ("imap_folder", "imap_done_folder"):
        folder = getattr(settings, name)
        if not (folder and folder.isascii() and folder.isprintable()):
            raise SettingsError(f"{_named(name)} must be the name of a folder in ASCII letters, digits and signs.")
    if settings.imap_folder == settings.imap_done_folder:
        raise SettingsError("RUN_IMAP_FOLDER and RUN_IMAP_DONE_FOLDER must differ.")


def _check_oauth(settings: Settings) -> None:
    """Refuse a token address that is not safe, and credentials that nothing uses."""
    if settings.mail_signs_in_by == "oauth2" or (settings.imap_is_on and settings.imap_auth == "oauth2"):
        address = urlsplit(settings.oauth_token_url)
        if settings.oauth_token_url and (address.scheme != "https" or not address.netloc):
            raise SettingsError("RUN_OAUTH_TOKEN_URL must be a whole address that begins with https://.")
    elif unused := [_named(one) for one in _OAUTH[:-1] if getattr(settings, one)]:
        raise SettingsError(f"{' and '.join(unused)} must not be set, because RUN_MAIL_AUTH is not oauth2.")


def _named(setting: str) -> str:
    return PREFIX + setting.upper()


def _check_key(name: str, value: str, *, strict: bool) -> None:
    setting = PREFIX + name.upper()
    if not value:
        raise SettingsError(f"{setting} is missing: set it to at least {_MINIMUM_KEY} random characters.")
    if strict and len(value) < _MINIMUM_KEY:
        raise SettingsError(f"{setting} is too short: it needs at least {_MINIMUM_KEY} random characters.")
    if strict and (any(word in value.lower() for word in _EXAMPLES) or len(set(value)) < 10):
        raise SettingsError(
            f"{setting} is an example or too simple: set it to at least {_MINIMUM_KEY} random characters."
        )


def _check_production(settings: Settings) -> None:
    if not settings.https:
        raise SettingsError("RUN_BASE_URL must begin with https:// in production.")
    if settings.secret_key == settings.link_key:
        raise SettingsError("RUN_SECRET_KEY and RUN_LINK_KEY must differ.")
    if os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false", "False"}:
        raise SettingsError("FLASK_DEBUG must not be set in production.")
