"""What leads note when something below them happens."""

from typing import Any

from django.dispatch import receiver

from realestate.contacts.models import Contact
from realestate.contacts.signals import commercial_email_queued
from realestate.core.models import OutgoingEmail
from realestate.leads.choices import ActivityKind, Direction
from realestate.leads.models import Activity
from realestate.salespeople.models import User


@receiver(commercial_email_queued, dispatch_uid="leads.commercial_email")
def commercial_email(sender: Any, *, contact: Contact, email: OutgoingEmail, actor: User | None, **kwargs: Any) -> None:
    """An offer went out by mail: a line in the contact's timeline. It answers no lead, so no clock stops."""
    Activity.objects.create(
        contact=contact,
        kind=ActivityKind.EMAIL,
        direction=Direction.OUT,
        body=email.subject,  # not the text: it holds the contact's own secret link
        actor=actor,
    )
