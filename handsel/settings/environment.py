"""What the environment says: the data folder, database addresses, the secret key, the mail server (OPS-1)."""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from handsel.kernel.embedded import EmbeddedServer

ROLES = {
    key: os.environ.get(f"HANDSEL_{key.upper()}_ROLE", f"handsel_{key}")
    for key in ("owner", "app", "ledger", "search", "chain")
}
"""Names of the database roles. They belong to the whole cluster, so a second installation there renames them."""

_LAST_PORT = 65_535
DATABASE = "handsel"
"""Name of the embedded server's database."""


def data_folder() -> Path:
    """Return the folder of all data: HANDSEL_DATA_DIR, else `.handsel` in the checkout or where the command runs."""
    checkout = Path(__file__).resolve().parent.parent.parent
    home = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return Path(os.environ.get("HANDSEL_DATA_DIR") or home / ".handsel").absolute()


def listening_port() -> int:
    """Return where the web server listens: HANDSEL_PORT, else 8000. Raises ImproperlyConfigured on what is no port."""
    asked = os.environ.get("HANDSEL_PORT") or "8000"
    if not asked.isdecimal() or not 0 < int(asked) <= _LAST_PORT:
        raise ImproperlyConfigured(f"HANDSEL_PORT is {asked}, which is no port; set it to a number such as 8000.")
    return int(asked)


def trusted_proxies() -> tuple[IPv4Network | IPv6Network, ...]:
    """Return whose X-Forwarded-For is believed: HANDSEL_TRUSTED_PROXIES, addresses and networks with commas between.

    Raises ImproperlyConfigured on what is no network.
    """
    asked = os.environ.get("HANDSEL_TRUSTED_PROXIES", "")
    try:
        return tuple(ip_network(part.strip()) for part in asked.split(",") if part.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"HANDSEL_TRUSTED_PROXIES names what is no network: {error}.") from error


def embedded_server() -> EmbeddedServer | None:
    """Return the server of the data folder, or None where the environment names another database."""
    return None if os.environ.get("DATABASE_URL") else EmbeddedServer(data_folder() / "postgres")


def database_url(login: str) -> str:
    """Return the address for `login`: "app" for web and workers, "owner" for migrations."""
    if server := embedded_server():
        return server.url(ROLES[login], DATABASE)
    return os.environ.get("DATABASE_URL" if login == "app" else "HANDSEL_OWNER_DATABASE_URL", "")


def django_database(url: str, **options: Any) -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL at `url`; what Django has no word for goes to psycopg."""
    try:
        parts = conninfo_to_dict(url)
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not the address of a PostgreSQL: {str(error).strip()}.") from error
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {django: str(parts.pop(word, "") or "") for word, django in names.items()}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": {**parts, **options}}


def secret_key() -> str:
    """Return the key from HANDSEL_SECRET_KEY, or the one in the data folder, made there at the first start."""
    if key := os.environ.get("HANDSEL_SECRET_KEY"):
        return key
    path = data_folder() / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    fresh = path.with_name(f"secret-key.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64))
    try:
        # A link fails where the name is taken: of two first starts at once, one key stays.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text()


def mail_server(url: str) -> dict[str, Any]:
    """Return Django's mail settings for `smtp://user:password@host:port`; `smtps://` and `?tls=1` encrypt."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("HANDSEL_SMTP_URL is not like smtp://user:password@host:port.")
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 20,
    }


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}
