"""Keeping what strangers see in step with the publish rules."""

from realestate.listings.choices import Channel
from realestate.listings.models import Listing, Operation
from realestate.listings.rules import may_leave


def refresh_publication(*, listing: Listing) -> None:
    """Work out anew which operations of a listing are on the public pages. Called after every write that may matter."""
    for operation in Operation.objects.for_rules().filter(listing=listing.pk):
        is_on_web = may_leave(operation, Channel.WEB)
        if is_on_web != operation.is_on_web:
            Operation.objects.filter(pk=operation.pk).update(is_on_web=is_on_web)
