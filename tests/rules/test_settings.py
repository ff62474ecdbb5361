"""Settings are checked at start, in plain words."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.settings import ROOT, SettingsError, load_settings

GOOD = {
    "RUN_ENV": "production",
    "RUN_SECRET_KEY": "q7Yx2mWv9RkLz4TfHs8NbJc6DpGa3EuX",
    "RUN_LINK_KEY": "Zt5KwPn8RfVb2QxMj7HcLs4GdYa9Eu3T",
    "RUN_BASE_URL": "https://moten.example.se",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with the shipped defaults and no configuration of its own."""
    (tmp_path / "config").mkdir()
    shutil.copy(ROOT / "config" / "default.toml", tmp_path / "config" / "default.toml")
    return tmp_path


def refusal(root: Path, **changed: str) -> str:
    """The sentence that production is refused with."""
    with pytest.raises(SettingsError) as refused:
        load_settings({name: value for name, value in (GOOD | changed).items() if value != "-"}, root)
    return str(refused.value)


def test_good_settings_start_production(root: Path) -> None:
    settings = load_settings(GOOD, root)
    assert (settings.env, settings.https, settings.mail_is_on) == ("production", True, False)


@pytest.mark.parametrize("key", ["RUN_SECRET_KEY", "RUN_LINK_KEY"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-", "is missing"),
        ("", "is missing"),
        ("short", "is too short"),
        ("x" * 31, "is too short"),
        ("example-change-me-example-change-me", "is an example or too simple"),
        ("testing-secret-key-testing-secret-key", "is an example or too simple"),
        ("ab" * 30, "is an example or too simple"),
    ],
)
def test_production_refuses_a_bad_key(root: Path, key: str, value: str, said: str) -> None:
    sentence = refusal(root, **{key: value})
    assert sentence.startswith(key)
    assert said in sentence


def test_production_refuses_a_plain_address_and_the_same_key_twice(root: Path) -> None:
    assert (
        refusal(root, RUN_BASE_URL="http://moten.example.se") == "RUN_BASE_URL must begin with https:// in production."
    )
    assert refusal(root, RUN_LINK_KEY=GOOD["RUN_SECRET_KEY"]) == "RUN_SECRET_KEY and RUN_LINK_KEY must differ."


def test_production_refuses_debug(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert refusal(root) == "FLASK_DEBUG must not be set in production."


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RUN_ENV", "prod", "RUN_ENV is 'prod'; it must be development, testing or production."),
        ("RUN_DATABSE_URL", "x", "the environment names the unknown setting RUN_DATABSE_URL; see config/default.toml."),
        ("RUN_MAIL_PORT", "many", "RUN_MAIL_PORT is 'many'; it must be a whole number."),
        ("RUN_MAIL_TLS", "ssl", "RUN_MAIL_TLS must be starttls, tls or none."),
        ("RUN_DATABASE_URL", "mysql://x", "RUN_DATABASE_URL must begin with sqlite:/// or postgresql://."),
        ("RUN_QUEUE_URL", "amqp://x", "RUN_QUEUE_URL must begin with sqlite:///, postgresql:// or redis://."),
        (
            "RUN_QUEUE_URL",
            "redis://127.0.0.1/0",
            "RUN_QUEUE_URL names Redis, but the package is missing: .venv/bin/pip install redis.",
        ),
        ("RUN_BASE_URL", "moten", "RUN_BASE_URL must be a whole address such as https://moten.example.se."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(root: Path, name: str, value: str, said: str) -> None:
    assert refusal(root, **{name: value}) == said


MAIL = {"RUN_MAIL_SERVER": "smtp.example.se", "RUN_MAIL_FROM": "RUN <run@example.se>"}
PASSWORD = MAIL | {"RUN_MAIL_USERNAME": "run@example.se", "RUN_MAIL_PASSWORD": "kX3v9QpLw2"}
OAUTH = MAIL | {
    "RUN_MAIL_AUTH": "oauth2",
    "RUN_MAIL_USERNAME": "run@example.se",
    "RUN_OAUTH_TOKEN_URL": "https://login.example.se/token",
    "RUN_OAUTH_CLIENT_ID": "run",
    "RUN_OAUTH_CLIENT_SECRET": "kX3v9QpLw2",
}


@pytest.mark.parametrize(("given", "by"), [(MAIL, "none"), (PASSWORD, "password"), (OAUTH, "oauth2")])
def test_the_worker_signs_in_by_relay_password_or_token(root: Path, given: dict[str, str], by: str) -> None:
    assert load_settings(GOOD | given, root).mail_signs_in_by == by


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (MAIL | {"RUN_MAIL_AUTH": "xoauth"}, "RUN_MAIL_AUTH must be none, password or oauth2."),
        (
            PASSWORD | {"RUN_MAIL_PASSWORD": ""},
            "RUN_MAIL signs in by password, so RUN_MAIL_PASSWORD must be set too.",
        ),
        (
            MAIL | {"RUN_MAIL_AUTH": "password"},
            "RUN_MAIL signs in by password, so RUN_MAIL_USERNAME and RUN_MAIL_PASSWORD must be set too.",
        ),
        (
            PASSWORD | {"RUN_MAIL_AUTH": "none"},
            "RUN_MAIL_AUTH is none, so RUN_MAIL_USERNAME and RUN_MAIL_PASSWORD must not be set.",
        ),
        (
            PASSWORD | {"RUN_MAIL_PASSWORD": "lösenordet"},
            "RUN_MAIL_PASSWORD may hold ASCII letters, digits and signs only: the server reads no others.",
        ),
        (
            PASSWORD | {"RUN_MAIL_TLS": "none"},
            "RUN_MAIL_TLS is none, but a password or token must be encrypted: set starttls or tls.",
        ),
        (
            OAUTH | {"RUN_OAUTH_CLIENT_SECRET": "", "RUN_OAUTH_SCOPE": ""},
            "RUN_MAIL signs in by oauth2, so RUN_OAUTH_CLIENT_SECRET and RUN_OAUTH_SCOPE must be set too.",
        ),
        (
            OAUTH | {"RUN_MAIL_PASSWORD": "kX3v9QpLw2"},
            "RUN_MAIL_AUTH is oauth2, so RUN_MAIL_PASSWORD must not be set.",
        ),
        (
            OAUTH | {"RUN_OAUTH_TOKEN_URL": "http://login.example.se/token"},
            "RUN_OAUTH_TOKEN_URL must be a whole address that begins with https://.",
        ),
        (
            OAUTH | {"RUN_MAIL_TLS": "none"},
            "RUN_MAIL_TLS is none, but a password or token must be encrypted: set starttls or tls.",
        ),
        (
            PASSWORD | {"RUN_OAUTH_CLIENT_ID": "run"},
            "RUN_OAUTH_CLIENT_ID must not be set, because RUN_MAIL_AUTH is not oauth2.",
        ),
        (MAIL | {"RUN_MAIL_RATE": "-1"}, "RUN_MAIL_RATE must be 0 (no limit) or the number of letters a minute."),
        (MAIL | {"RUN_MAIL_TIMEOUT": "0"}, "RUN_MAIL_TIMEOUT must be between 1 and 60 seconds."),
    ],
)
def test_a_mail_server_that_is_half_set_is_refused_at_start(root: Path, given: dict[str, str], said: str) -> None:
    assert refusal(root, **given) == said


IMAP = {"RUN_IMAP_SERVER": "imap.example.se", "RUN_IMAP_USERNAME": "run@example.se"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (IMAP, "RUN_IMAP signs in by password, so RUN_IMAP_PASSWORD must be set too."),
        (
            IMAP | {"RUN_IMAP_AUTH": "oauth2", "RUN_OAUTH_CLIENT_ID": "run", "RUN_OAUTH_CLIENT_SECRET": "x"},
            "RUN_IMAP signs in by oauth2, so RUN_OAUTH_TOKEN_URL must be set too.",
        ),
        (IMAP | {"RUN_IMAP_AUTH": "none"}, "RUN_IMAP_AUTH must be password or oauth2."),
        (IMAP | {"RUN_IMAP_TLS": "ssl"}, "RUN_IMAP_TLS must be starttls, tls or none."),
        (
            IMAP | {"RUN_IMAP_PASSWORD": "x", "RUN_IMAP_TLS": "none"},
            "RUN_IMAP_TLS is none, but a password or token must be encrypted: set starttls or tls.",
        ),
        (
            IMAP | {"RUN_IMAP_PASSWORD": "x", "RUN_IMAP_DONE_FOLDER": "INBOX"},
            "RUN_IMAP_FOLDER and RUN_IMAP_DONE_FOLDER must differ.",
        ),
        (
            IMAP | {"RUN_IMAP_PASSWORD": "x", "RUN_IMAP_DONE_FOLDER": "Åtgärdat"},
            "RUN_IMAP_DONE_FOLDER must be the name of a folder in ASCII letters, digits and signs.",
        ),
    ],
)
def test_a_mailbox_that_is_half_set_is_refused_at_start(root: Path, given: dict[str, str], said: str) -> None:
    assert refusal(root, **given) == said


def test_letters_come_from_a_mailbox_that_somebody_reads(root: Path) -> None:
    assert refusal(root, RUN_MAIL_SERVER="smtp.example.se") == "RUN_MAIL_FROM must name a mailbox that somebody reads."


def test_a_password_goes_unencrypted_to_this_machine_only(root: Path) -> None:
    here = PASSWORD | {"RUN_MAIL_TLS": "none", "RUN_MAIL_SERVER": "127.0.0.1"}
    assert load_settings(GOOD | here, root).mail_signs_in_by == "password"


def test_the_shipped_production_example_is_refused_as_it_stands(root: Path) -> None:
    shutil.copy(ROOT / "config" / "production.example.toml", root / "config" / "production.toml")
    with pytest.raises(SettingsError, match="RUN_SECRET_KEY"):
        load_settings({"RUN_ENV": "production"}, root)


def test_the_command_line_ends_with_2_and_one_sentence() -> None:
    environment = {"PATH": os.environ["PATH"], "RUN_ENV": "production", "RUN_BASE_URL": "https://moten.example.se"}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "routes"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = "RUN_SECRET_KEY is missing: set it to at least 32 random characters.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)
