"""Web addresses from a feed: encoded where they must be, left out where they cannot be used."""

import re
from urllib.parse import quote, urlsplit

from realestate.portals.kyero.problems import Problems
from realestate.portals.kyero.types import URL_LENGTH

SAFE = "!#$%&'()*+,-./:;=?@_~"  # what an address may hold; brackets only in an IPv6 host, which photos do not need
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\.?")
LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_address(text: str, field: str, problems: Problems) -> str:
    """An http or https address in ASCII, or nothing."""
    value = text.strip()
    if not value:
        return ""
    if value.startswith("//"):
        value = f"https:{value}"
    elif re.match(r"www\.[\w-]+\.", value, re.IGNORECASE):
        value = f"http://{value}"
    if len(value) > 4 * URL_LENGTH:
        problems.warn(field, text, "url_too_long")
        return ""
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        host, parts, port = "", None, ""
    if (
        parts is None
        or parts.scheme.lower() not in ("http", "https")
        or not HOST.fullmatch(host)
        or "@" in parts.netloc
    ):
        problems.warn(field, text, "bad_url")
        return ""
    rest = LOOSE_PERCENT.sub("%25", parts.path)
    address = f"{parts.scheme.lower()}://{host}{port}{quote(rest, safe=SAFE)}"
    if parts.query:
        address += "?" + quote(LOOSE_PERCENT.sub("%25", parts.query), safe=SAFE)
    if len(address) > URL_LENGTH:
        problems.warn(field, text, "url_too_long")
        return ""
    if address.partition("://")[2] != value.partition("://")[2].partition("#")[0]:
        problems.repaired(field, text, "url_repaired")
    return address
