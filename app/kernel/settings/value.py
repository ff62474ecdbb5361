"""What the settings are."""

from dataclasses import dataclass

PREFIX = "RUN_"


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
    mail_undo_minutes: int
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
