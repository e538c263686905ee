"""What comes in at the demo agency: a webhook to look at, mails that wait for a person, and what the portals cost."""

from collections.abc import Sequence
from decimal import Decimal
from email.message import EmailMessage

from django.db import models

from realestate.core.dates import add_months, today
from realestate.intake.models import InboundKey, InboundMessage, LeadImport, Mailbox, SourceCost, TaughtRule
from realestate.intake.services import create_key, keep_mail, process_message, save_cost
from realestate.leads.choices import Source
from realestate.salespeople.models import Office, User

# From, subject, text: none of them can be read by itself.
MAILS = (
    (
        "Laura Vega <laura.vega@example.com>",
        "Piso en el centro",
        "Buenas tardes:\n\n¿Podría ver esta semana el piso del centro? Mi teléfono es el 634 56 78 90.\n\nLaura\n",
    ),
    (
        "Portal Nuevo <leads@portalnuevo.example.com>",
        "Lead nuevo 4471",
        "Quién: Iker Sola\nLlámale al: 645 11 22 33\nEscríbele a: iker.sola@example.com\nDice: ¿Sigue disponible?\n",
    ),
    (
        "Administración <facturas@portal.example.com>",
        "Su factura de noviembre",
        "Adjuntamos la factura 2026-1187 por importe de 189,00 €.\n",
    ),
)


def open_intake(offices: Sequence[Office], manager: User) -> None:
    """Doors and messages of the first office."""
    office = offices[0]
    values = {"name": "Web de la agencia", "office": office, "source": Source.WEB, "portal": "", "shape": "own"}
    create_key(actor=manager, values={**values, "is_active": True})
    for number, (sender, subject, text) in enumerate(MAILS):
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Message-ID"] = sender, subject, f"<demo-{number}@example.com>"
        mail.set_content(text)
        message = keep_mail(raw=mail.as_bytes(), office=office)
        if message is not None:
            process_message(message_id=message.pk)
    for back in range(3):
        month = add_months(today().replace(day=1), -back)
        place = {"office": office, "source": Source.PORTAL, "portal": ""}
        save_cost(actor=manager, values={**place, "month": month, "amount": Decimal(830), "currency": "EUR"})


def close_intake(offices: "models.QuerySet[Office]") -> None:
    """What came in while trying the demo goes with it: messages first, then what they came through."""
    InboundMessage.objects.filter(office__in=offices).delete()
    for model in (LeadImport, TaughtRule, Mailbox, InboundKey, SourceCost):
        model._default_manager.filter(office__in=offices).delete()
