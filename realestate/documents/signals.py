"""What a signed or declined document means is for the rooms above: they listen here."""

from django.dispatch import Signal

document_signed = Signal()  # kwargs: request (SignatureRequest), after its row is written, in its transaction
document_declined = Signal()  # kwargs: request
