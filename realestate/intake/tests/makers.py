"""Doors and messages for the tests."""

import hashlib
from email.message import EmailMessage
from typing import Any

from realestate.core import secrets
from realestate.core.tokens import new_token, token_hash
from realestate.intake.models import InboundKey, InboundMessage, LeadImport, Mailbox
from realestate.intake.models.doors import HOOK_ADDRESS, HOOK_SECRET, MAILBOX_PURPOSE
from realestate.intake.services.csv_files import start_import
from realestate.salespeople.models import Office, User

MODEL_OF_A_LEAD: dict[str, Any] = {
    "id": "A-1",
    "name": "Lucía Gómez",
    "email": "lucia@example.com",
    "phone": "612 345 678",
    "message": "Me interesa el piso.",
    "reference": "MUR-0001",
}


def make_key(office: Office, *, secret: str = "", **values: Any) -> InboundKey:
    """A webhook; its address's secret part is ``key.key``."""
    token = new_token()
    return InboundKey.objects.create(
        **{
            "name": f"Portal {InboundKey.objects.count()}",
            "office": office,
            "key_hash": token_hash(token),
            "key_encrypted": secrets.encrypt(token, purpose=HOOK_ADDRESS),
            "secret_encrypted": secrets.encrypt(secret, purpose=HOOK_SECRET) if secret else "",
            **values,
        }
    )


def make_mailbox(office: Office, **values: Any) -> Mailbox:
    password = secrets.encrypt("sesame", purpose=MAILBOX_PURPOSE)
    return Mailbox.objects.create(
        **{
            "name": f"Buzón {Mailbox.objects.count()}",
            "office": office,
            "host": "127.0.0.1",
            "username": "portales",
            "password_encrypted": password,
            **values,
        }
    )


def a_mail(text: str, **headers: str) -> bytes:
    """A plain text mail."""
    message = EmailMessage()
    given = {"From": "Formulario <web@agencia.example.com>", "Subject": "Consulta", "Message-ID": "<1@example.com>"}
    for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


FORM = "Nombre: Lucía Gómez\nTeléfono: 612 345 678\nEmail: lucia@example.com\nReferencia: MUR-0001\nMensaje: Hola\n"


def make_message(office: Office, raw: bytes = b"Subject: Hola\n\nHola", **values: Any) -> InboundMessage:
    """A mail that waits to be completed."""
    kept = {"kind": "mail", "state": "quarantined", "error": "unknown_form", "subject": "Hola", "raw": raw}
    digest = hashlib.sha256(raw).hexdigest()
    return InboundMessage.objects.create(**{"office": office, "sha256": digest, "size": len(raw), **kept, **values})


TABLE = (
    "Nombre;Teléfono;Correo;Ref;Fecha;Color\n"
    "Ana Gil;612345678;ana.gil@example.com;MUR-0001;20/11/2026;rojo\n"
    "Sin nada;;;;;\n"
)


def make_import(actor: User, text: str = TABLE) -> LeadImport:
    """A file of leads, looked at and not confirmed."""
    assert actor.office is not None
    kept = {"source": "other", "portal": "", "filename": "leads.csv", "content": text.encode()}
    return start_import(actor=actor, office=actor.office, **kept)
