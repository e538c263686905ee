"""What the stock does when something below it changes."""

from typing import Any

from django.dispatch import receiver

from realestate.documents.models import SignatureRequest
from realestate.documents.signals import document_declined, document_signed
from realestate.listings.services.mandates import note_refusal, note_signature


@receiver(document_signed, dispatch_uid="listings.mandate_signed")
def mandate_signed(sender: Any, *, request: SignatureRequest, **kwargs: Any) -> None:
    """The owner has signed the mandate."""
    note_signature(document=request.document)


@receiver(document_declined, dispatch_uid="listings.mandate_declined")
def mandate_declined(sender: Any, *, request: SignatureRequest, **kwargs: Any) -> None:
    """An owner will not sign the mandate."""
    note_refusal(document=request.document)
