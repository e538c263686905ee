"""The evidence page: what was recorded when somebody signed."""

from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from realestate.documents.choices import DocumentKind
from realestate.documents.models import SignatureRequest


def masked_email(address: str) -> str:
    """Enough to recognise one's own address: ``l•••@example.com``.

    >>> masked_email("lucia@example.com")
    'l•••@example.com'
    """
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if host else "•••"


def evidence_pdf(request: SignatureRequest, *, drawing: bytes, url: str) -> bytes:
    """The page as PDF, in the language in which was signed."""
    from realestate.documents.services.making import make_pdf

    document = request.document
    assert request.signed_at is not None
    with translation.override(request.language):
        zone = ZoneInfo(document.office.time_zone)
        local = timezone.localtime(request.signed_at, zone)
        rows = [
            (_("Document"), document.title),
            (_("File"), document.name),
            (_("SHA-256 of the document"), document.sha256),
            (_("Signed by"), request.typed_name),
            (_("Asked to sign"), request.signer_name),
            (_("E-mail"), masked_email(request.signer_email)),
            (_("Signed at (UTC)"), _moment(request.signed_at)),
            (_("Signed at (local time)"), f"{date_format(local, 'DATETIME_FORMAT')} ({document.office.time_zone})"),
            (_("Code sent (UTC)"), _moment(request.code_sent_at)),
            (_("Code checked (UTC)"), _moment(request.signed_at)),
            (_("How it was signed"), request.get_method_display()),
            (_("Network address"), request.address or "-"),
            (_("Browser"), request.browser or "-"),
            (_("Verification code"), request.verification_code),
        ]
    values = {
        "signature": {
            "document": document.title,
            "name": request.typed_name,
            "rows": [{"label": label, "value": value} for label, value in rows],
            "url": url,
        }
    }
    return make_pdf(
        kind=DocumentKind.EVIDENCE,
        language=request.language,
        office=document.office,
        values=values,
        pictures={"drawing": drawing} if drawing else {},
    )


def _moment(moment: object) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if hasattr(moment, "strftime") else "-"
