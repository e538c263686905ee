"""Reads the environment strictly: a known variable with a bad value refuses to start and is named.

Each value may also come from a file, as mounted secrets do: ``NAME_FILE=/run/secrets/name``.
"""

import os
import re
from collections.abc import Collection
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that ``NAME_FILE`` points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
    return os.environ.get(name, default).strip()


def required(name: str, why: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: {why}")
    return value


def flag(name: str, default: bool = False) -> bool:
    word = text(name, "true" if default else "false").lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}: {word!r} is neither true nor false")


def number(name: str, default: int, *, low: int = 0, high: int = 1_000_000) -> int:
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {raw!r} is not a whole number") from error
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}: {value} is not between {low} and {high}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}: {value!r} is not one of {', '.join(allowed)}")
    return value


def url(name: str, default: str) -> str:
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{name}: {value!r} is not an http or https address")
    return value


def line(name: str, longest: int = 200) -> str:
    """A few words that stand on a page."""
    value = text(name)
    if len(value) > longest or not value.isprintable():
        raise ImproperlyConfigured(f"{name}: one line of at most {longest} characters is expected")
    return value


def map_tiles(name: str) -> str:
    """The address of map tiles, such as https://tiles.example.com/{z}/{x}/{y}.png; empty for a map without a ground."""
    value = text(name)
    if value and not (
        re.fullmatch(r"https?://(\{s\}\.)?[A-Za-z0-9.-]+(:\d{1,5})?/[^\s;,'\"]*", value)
        and all(part in value for part in ("{z}", "{x}", "{y}"))
    ):
        raise ImproperlyConfigured(f"{name}: {value!r} is not an address such as https://host/{{z}}/{{x}}/{{y}}.png")
    return value


def origin_of(address: str) -> list[str]:
    """Who serves this address, as a content security policy names them; ``{s}`` stands for any host below."""
    parts = urlsplit(address.replace("{s}", "*"))
    return [f"{parts.scheme}://{parts.netloc}"] if address else []


def known(name: str, default: str, allowed: Collection[str], what: str) -> str:
    """Like ``choice``, where the list is too long to print."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}: {value!r} is not a known {what}")
    return value


def label(name: str, default: str) -> str:
    """A release's name: it becomes part of file and object names."""
    value = text(name, default)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", value):
        raise ImproperlyConfigured(f"{name}: {value!r} is not a plain name of letters, digits, '.', '_' and '-'")
    return value


def plain(name: str) -> str:
    """One word, or nothing; it may be a secret, so a refusal does not show it."""
    value = text(name)
    if not re.fullmatch(r"[!-~]*", value):
        raise ImproperlyConfigured(f"{name}: spaces and letters beyond ASCII cannot be right")
    return value


def bucket(name: str) -> str:
    """The name of a bucket as S3 has them, or nothing."""
    value = text(name)
    if value and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value):
        raise ImproperlyConfigured(f"{name}: {value!r} is not the name of a bucket")
    return value


def optional_url(name: str) -> str:
    return url(name, "") if text(name) else ""


def hosts(name: str, default: str = "") -> list[str]:
    found = words(name, default)
    for host in found:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:]+\]", host):
            raise ImproperlyConfigured(f"{name}: {host!r} is not a host name; scheme, port and path do not belong here")
    return found


def origins(name: str, default: str) -> list[str]:
    found = words(name, default)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ImproperlyConfigured(f"{name}: {origin!r} is not an origin such as https://crm.example.com")
    return found


def sender(name: str, default: str) -> str:
    """An e-mail address, with or without a person's name before it."""
    value = text(name, default)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]) or "\n" in value:
        raise ImproperlyConfigured(f"{name}: {value!r} is not an e-mail address")
    return value


def file(name: str) -> str:
    """The path of a file that must be there, or nothing."""
    value = text(name)
    if value and not os.access(value, os.R_OK):
        raise ImproperlyConfigured(f"{name}: the file {value!r} cannot be read")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder, which may be made later; relative paths depend on who starts the program, so they are refused."""
    value = Path(text(name) or default)
    if not value.is_absolute() or (value.exists() and not value.is_dir()):
        raise ImproperlyConfigured(f"{name}: {str(value)!r} is not the absolute path of a folder")
    return value


def address(name: str, default: str) -> str:
    """Where a server listens: host:port, [ipv6]:port or unix:/path."""
    value = text(name, default)
    match = re.fullmatch(r"unix:/.+|(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})", value)
    if match is None or int(match.group(1) or 1) > 65535:
        raise ImproperlyConfigured(f"{name}: {value!r} is not an address such as 127.0.0.1:8000")
    return value
