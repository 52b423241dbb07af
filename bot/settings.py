"""The one typed class of settings: from the environment (prefix HUIYI_), read once, passed down."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsWrong
from escalation.sla.business_hours import zone_of

_CHECKOUT = Path(__file__).resolve().parents[1]


class Environment(StrEnum):
    dev = "dev"
    production = "production"


def _default_home() -> Path:
    return _CHECKOUT / ".huiyi" if (_CHECKOUT / "pyproject.toml").exists() else Path.home() / ".huiyi"


class Settings(BaseSettings):
    """Each field is HUIYI_<NAME> in the environment. Durations take seconds or ISO 8601 ("PT15M")."""

    model_config = SettingsConfigDict(env_prefix="HUIYI_", env_ignore_empty=True, frozen=True)

    environment: Environment = Environment.dev
    home: Path = Field(default_factory=_default_home)
    database_url: str | None = Field(None, description="sqlite:///file or postgresql+psycopg://…")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_url: str | None = Field(None, description="scheme and host that browsers see, where a proxy is")
    encoder: str | None = Field(None, description="folder or Hub id of the encoder")
    model: Path | None = Field(None, description="folder of the trained pipeline")
    messages: Path | None = Field(
        None, description="folder of the labelled messages, with train and test, in place of ours"
    )
    timezone: str = Field("+08:00", description="where no tenant says otherwise")
    session_secret: SecretStr | None = Field(None, description="signs access tokens; made in dev")
    allow_bypassing_role: bool = Field(False, description="run as a PostgreSQL role that row security spares")
    demo: bool = Field(
        False, description="serve Lanyun's site and sign its customers in; never in production"
    )
    log_level: str = "INFO"
    log_json: bool = False

    workers: int = Field(2, ge=1, le=64, description="threads that run turns")
    token_ttl: timedelta = timedelta(minutes=15)
    agent_session_ttl: timedelta = timedelta(hours=12)
    body_limit: int = Field(64 * 1024, description="bytes of a request's body or a socket's frame")
    attachment_limit: int = Field(20 * 1024 * 1024, ge=1, description="bytes of one attached file")
    attachments_per_ticket: int = Field(
        50, ge=0, description="files of one ticket or conversation, both sides' together"
    )
    attachments_per_tenant: int = Field(
        10 * 1024**3, ge=0, description="bytes of all of a tenant's attached files"
    )
    vectors_above: int = Field(
        300_000,
        ge=0,
        description="texts of a tenant, two an article, above which PostgreSQL's pgvector searches them",
    )
    text_limit: int = Field(4_000, description="characters of one message")
    message_burst: int = Field(20, description="messages a customer may send at once")
    message_rate: float = Field(1.0, description="messages a second after the burst")
    session_burst: int = Field(60, description="widget sessions one address may open at once")
    session_rate: float = Field(2.0, description="widget sessions a second after the burst")
    help_burst: int = Field(30, description="help-centre searches and ratings one address may send at once")
    help_rate: float = Field(0.5, description="help-centre searches and ratings a second after the burst")
    turn_attempts: int = Field(5, ge=1, description="tries of one turn before the bot apologises for it")
    sweep_every: timedelta = timedelta(seconds=5)
    sweep_after: timedelta = Field(timedelta(seconds=10), description="age of mail that counts as forgotten")
    review_after: timedelta = Field(
        timedelta(minutes=15),
        description="how long a conversation is quiet before it is searched for proposals",
    )
    outbox_attempts: int = Field(8, ge=1, description="tries of an effect before it is a dead letter")

    smtp_url: SecretStr | None = Field(
        None, description="submission://user:password@host that mail leaves by; smtps:// and smtp:// too"
    )
    mail_from: str | None = Field(None, description="whom mail comes from: Lanyun <support@lanyun.example>")
    mail_listen: str | None = Field(
        None, description="host:port where mail to the support addresses comes in, by SMTP"
    )
    mail_tls_cert: Path | None = Field(
        None, description="PEM file of the certificate and its chain that STARTTLS is offered with there"
    )
    mail_tls_key: Path | None = Field(None, description="PEM file of its key")
    mail_tls_required: bool = Field(False, description="take no mail there before STARTTLS")
    mail_authserv_id: str | None = Field(
        None,
        description="the name of our mail server in its Authentication-Results, to be believed",
    )
    mail_limit: int = Field(25 * 1024 * 1024, ge=1, description="bytes of one mail that comes in")
    sms_url: str | None = Field(None, description="gateway that takes an SMS: a signed POST of to and text")
    sms_secret: SecretStr | None = Field(None, description="signs what the SMS gateway gets")

    action_modules: str = Field("", description="Python modules with rasa_sdk actions, commas between them")
    action_endpoint: str | None = Field(
        None, description="webhook of an action server: http://host:5055/webhook"
    )
    action_hosts: str = Field("", description="hosts that HTTP actions may call, commas between them")
    flows: Path | None = Field(None, description="folder of the flows, in place of training_data/flows")
    actions: Path | None = Field(None, description="file of the HTTP actions, in place of flows/actions.yml")
    action_timeout: timedelta = Field(
        timedelta(seconds=10),
        gt=timedelta(0),
        le=timedelta(seconds=30),
        description="of one try at an action",
    )

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        zone_of(name)
        return name

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.home / 'huiyi.db'}"

    @property
    def site(self) -> str:
        """Scheme and host that links lead to."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def encoder_folder(self) -> Path:
        """Where the encoder's model folder lies; `huiyi encoder` fetches a Hub id into it."""
        if self.encoder and Path(self.encoder).is_dir():
            return Path(self.encoder)
        return self.home / "models" / "encoder"

    @property
    def pairs_folder(self) -> Path:
        """Where what reads two tickets side by side lies."""
        return self.home / "models" / "pairs"

    @property
    def model_folder(self) -> Path:
        """Where the trained pipeline lies."""
        return self.model or self.home / "models" / "intent"

    @property
    def messages_folder(self) -> Path:
        """The labelled messages, split into train and test."""
        return self.messages or _CHECKOUT / "training_data" / "nlu"

    @property
    def articles_folder(self) -> Path:
        """The demo tenant's articles."""
        return _CHECKOUT / "training_data" / "articles"

    @property
    def attachments_folder(self) -> Path:
        """Where attached files lie; every process of the service needs the same one."""
        return self.home / "attachments"

    @property
    def actions_file(self) -> Path:
        """The HTTP actions; ours need not exist."""
        return self.actions or self.flows_folder / "actions.yml"

    @property
    def flows_folder(self) -> Path:
        """What the bot carries through."""
        return self.flows or _CHECKOUT / "training_data" / "flows"

    @property
    def customers_file(self) -> Path:
        """The demo tenant's customers."""
        return _CHECKOUT / "training_data" / "demo" / "customers.json"


def load_settings() -> Settings:
    """The settings of this environment; SettingsWrong names each variable that does not fit."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [
            f"HUIYI_{str(error['loc'][0]).upper()}: {error['msg']} (got {error['input']!r})"
            for error in wrong.errors()
            if error["loc"] != ("session_secret",)
        ]
        raise SettingsWrong("; ".join(lines) or "HUIYI_SESSION_SECRET is not a string") from None


def session_secret(settings: Settings) -> bytes:
    """The key that signs access tokens: the setting, or in dev a file of `home/secrets` made on first use."""
    if settings.session_secret is not None:
        value = settings.session_secret.get_secret_value()
        if len(value) < 32:
            raise SettingsWrong(
                f"HUIYI_SESSION_SECRET has {len(value)} characters, expected 32: `openssl rand -hex 32`"
            )
        return value.encode()
    if settings.environment is Environment.production:
        raise SettingsWrong("HUIYI_SESSION_SECRET is missing; set it to the output of `openssl rand -hex 32`")
    return _kept_secret(settings.home / "secrets" / "session.key")


def _kept_secret(file: Path) -> bytes:
    """Two processes may start at once: the file appears whole, by a link, and only once."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            target.write(secrets.token_hex(32).encode())
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    value = file.read_bytes().strip()
    if len(value) < 32:
        raise SettingsWrong(f"{file} holds {len(value)} bytes, expected 64: remove it and start again")
    return value
