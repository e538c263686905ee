"""What a page inside shows of a request to sign; other rooms include ``documents/_signature.html`` with this."""

from typing import Any

from django.urls import reverse

from realestate.documents.choices import SignatureStatus
from realestate.documents.models import SignatureRequest
from realestate.salespeople.models import User

_SENT_AGAIN = frozenset({SignatureStatus.WAITING, SignatureStatus.OPENED, SignatureStatus.EXPIRED})


def signature_panel(*, user: User, request: SignatureRequest, back: str) -> dict[str, Any]:
    """The context of the fragment; ``back`` is the path to which the verbs return."""
    may = request.can_be_managed_by(user)
    return {
        "signature": request,
        "may_resend": may and request.status in _SENT_AGAIN,
        "may_revoke": may and request.is_open,
        "next": back,
        "verification": reverse(f"documents:verify_{request.language}", args=[request.verification_code]),
    }
