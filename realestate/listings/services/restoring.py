"""Putting an operation back to the status that it had before a change that is taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core.errors import BusinessRuleError, RulesError
from realestate.listings.choices import PUBLIC_STATUSES
from realestate.listings.models import Operation
from realestate.listings.services.operations import can_publish
from realestate.listings.services.publishing import refresh_publication
from realestate.listings.signals import operation_status_changed
from realestate.salespeople.models import User


@transaction.atomic
def restore_status(*, actor: User, operation: Operation, status: str) -> Operation:
    """Not a verb of an operation's life, but its undoing; what returns to the market passes the rules again."""
    current = Operation.objects.select_for_update().select_related("listing").get(pk=operation.pk)
    if not current.listing.can_be_edited_by(actor):
        raise BusinessRuleError(_("You may not change this listing."))
    if status in PUBLIC_STATUSES:
        reasons = can_publish(current)
        if reasons:
            raise RulesError(_("It cannot be published yet."), reasons)
        current.published_at = current.published_at or timezone.now()
    before, current.status, current.closed_at = current.status, status, None
    if status == "draft":
        current.published_at = None
    current.save()
    changes = {"operation": current.kind, "status": [before, status]}
    record(actor=actor, action="operation.status_restored", subject=current.listing, changes=changes)
    operation_status_changed.send(sender=Operation, operation=current, before=before, actor=actor)
    refresh_publication(listing=current.listing)
    return current
