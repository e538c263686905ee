"""Links that a person must see again (feed addresses) are stored encrypted; all other tokens only as a hash.

The key follows from SECRET_KEY, one for each purpose, so a text of one table cannot be passed off as another's. After a
change of SECRET_KEY the former one belongs into SECRET_KEY_FALLBACKS, or the texts are gone and must be issued anew.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str, *, purpose: str) -> str:
    """The text as ASCII that only this installation can read, and only for this purpose."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str, *, purpose: str) -> str:
    """The text again; empty when it was written under a key that is gone, or for another purpose."""
    try:
        return _box(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return ""


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key), purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"crm:{purpose}".encode()).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
