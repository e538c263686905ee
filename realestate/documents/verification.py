"""Is a signature what it says? Asked by anybody, answered without a name."""

import hashlib
from dataclasses import dataclass
from typing import Any

from realestate.audit.models import AuditLine
from realestate.documents.models import SignatureRequest
from realestate.salespeople.models import Office


@dataclass(frozen=True)
class Verification:
    """What may be said in public of one signature."""

    office: Office
    kind: str
    sha256: str
    signed_at: Any
    is_sealed: bool
    """The line in the record-keeping has its place in the chain; it gets one within minutes."""
    is_intact: bool
    """The line, its seal, its place and the stored file all still say the same."""


def verify(code: str) -> Verification | None:
    """The signature behind a verification code, or None when there is none."""
    request = SignatureRequest.objects.signed().filter(verification_code=code).first()
    if request is None:
        return None
    line = AuditLine.objects.about(request).filter(action="document.signed").first()
    is_sealed = bool(line and line.sequence)
    return Verification(
        office=request.document.office,
        kind=request.document.get_kind_display(),
        sha256=request.signed_sha256,
        signed_at=request.signed_at,
        is_sealed=is_sealed,
        is_intact=line is not None and _fits(line) and _says(line, request) and _is_the_file(request),
    )


def _fits(line: AuditLine) -> bool:
    """The seal over the line, and the line before it."""
    if not line.sequence:
        return True  # not sealed yet: nothing to compare
    if line.hash != line.seal(line.previous_hash):
        return False
    before = AuditLine.objects.filter(sequence=line.sequence - 1).values_list("hash", flat=True).first()
    return (before or "") == line.previous_hash


def _says(line: AuditLine, request: SignatureRequest) -> bool:
    told = line.changes
    evidence = request.evidence.sha256 if request.evidence else ""
    return bool(
        told.get("sha256") == request.signed_sha256 == request.document.sha256
        and told.get("evidence_sha256") == evidence
        and told.get("verification_code") == request.verification_code
    )


def _is_the_file(request: SignatureRequest) -> bool:
    digest = hashlib.sha256()
    try:
        with request.document.file.open("rb") as file:
            for chunk in file.chunks():
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == request.signed_sha256
