"""Background work of the intake."""

import contextlib

from realestate.core.jobs import register
from realestate.intake import imap, services
from realestate.intake.models import Mailbox
from realestate.intake.services import csv_files


@register("intake.process")
def process(message_id: int) -> None:
    """Read one message and make its lead."""
    services.process_message(message_id=message_id)


@register("intake.import")
def import_rows(batch_id: int) -> None:
    """Make a message of each row of a file."""
    csv_files.run_import(batch_id=batch_id)


@register("intake.fetch")
def fetch(mailbox_id: int) -> None:
    """Read one mailbox now instead of within the minute; what went wrong stands on its page."""
    mailbox = Mailbox.objects.active().select_related("office").filter(pk=mailbox_id).first()
    if mailbox is not None:
        with contextlib.suppress(imap.MailboxError):
            imap.fetch_mailbox(mailbox)
