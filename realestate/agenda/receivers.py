"""What the agenda does when something below it changes."""

from typing import Any

from django.dispatch import receiver

from realestate.agenda.services import cancel_viewings_of_lead
from realestate.leads.signals import lead_closed


@receiver(lead_closed, dispatch_uid="agenda.cancel_viewings")
def cancel_planned_viewings(sender: Any, *, lead: Any, actor: Any, **kwargs: Any) -> None:
    """Won or lost: nobody waits at the door."""
    cancel_viewings_of_lead(actor=actor, lead=lead)
