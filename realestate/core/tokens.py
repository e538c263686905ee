"""Secret links: random lower-case hex; only the hash is stored."""

import hashlib
import secrets


def new_token() -> str:
    """64 hex characters, 256 bits."""
    return secrets.token_hex(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token: SHA-256, hex."""
    return hashlib.sha256(token.encode()).hexdigest()
