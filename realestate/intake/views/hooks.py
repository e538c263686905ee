"""The webhook: keeps what comes and answers at once; the worker does the rest."""

import hashlib
import hmac
import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from realestate.core.ratelimit import allow, client_address
from realestate.intake import services
from realestate.intake.models import InboundKey
from realestate.intake.parsers import payloads
from realestate.intake.services.receiving import LARGEST_WEBHOOK

logger = logging.getLogger(__name__)
MESSAGES_A_MINUTE = 600
MISSES, MISS_SECONDS = 20, 600
REFUSALS_AN_HOUR = 300  # kept; beyond that they are answered and logged only
SIGNATURES = ("X-Signature-256", "X-Signature", "X-Hub-Signature-256")
KEPT_HEADERS = ("Content-Type", "User-Agent", "X-Request-Id", *SIGNATURES)
NO_STORE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@csrf_exempt  # the key in the address is the credential; a browser has none to be misled with
@login_not_required
@require_POST
def lead_hook(request: HttpRequest, key: str) -> HttpResponse:
    """202 when the lead is kept; 4xx with a code for what is none, and that is kept and audited too."""
    door = InboundKey.objects.opened_by(key) if 16 <= len(key) <= 128 else None
    if door is None:
        return _miss(request)
    if not allow(f"hook:{door.pk}", limit=MESSAGES_A_MINUTE, seconds=60):
        logger.warning("intake: webhook %s sends too often", door.pk)
        return _answer(429, "too_often", {"Retry-After": "60"})
    try:
        body = request.read(LARGEST_WEBHOOK + 1)
    except (UnreadablePostError, OSError):
        logger.warning("intake: webhook %s broke off", door.pk)
        return _answer(400, "broken_off")
    if len(body) > LARGEST_WEBHOOK:
        return _refuse(request, door, body, "too_large", 413)
    if door.signs and not _is_signed(request, door, body):
        return _refuse(request, door, body, "bad_signature", 403)
    try:
        data = payloads.load(body, request.headers.get("Content-Type", ""))
    except ValueError as error:
        return _refuse(request, door, body, str(error), 400)
    message = services.receive_webhook(
        key=door, body=body, headers=_headers(request), external_id=payloads.external_id(data)
    )
    return JsonResponse({"status": "accepted", "receipt": message.sha256}, status=202, headers=NO_STORE)


def _is_signed(request: HttpRequest, door: InboundKey, body: bytes) -> bool:
    """HMAC-SHA256 of the body in hex, with ``sha256=`` in front or without."""
    given = next((request.headers[name] for name in SIGNATURES if name in request.headers), "")
    given = given.strip().removeprefix("sha256=").lower()
    if not given.isascii():
        return False
    made = [hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() for secret in door.good_secrets]
    return sum(hmac.compare_digest(one, given) for one in made) > 0  # all are compared: the time says nothing


def _refuse(request: HttpRequest, door: InboundKey, body: bytes, reason: str, status: int) -> HttpResponse:
    logger.warning("intake: webhook %s refused: %s", door.pk, reason)
    if allow(f"hook-refused:{door.pk}", limit=REFUSALS_AN_HOUR, seconds=3600):
        services.refuse_webhook(key=door, body=body, headers=_headers(request), reason=reason)
    return _answer(status, reason)


def _miss(request: HttpRequest) -> HttpResponse:
    """An address that is nobody's; whoever keeps guessing is told to stop."""
    address = client_address(request)
    logger.warning("intake: no webhook at this address, asked by %s", address)
    if allow(f"hook-miss:{address}", limit=MISSES, seconds=MISS_SECONDS):
        return _answer(404, "unknown_address")
    return _answer(429, "too_often", {"Retry-After": str(MISS_SECONDS)})


def _answer(status: int, code: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"status": "refused", "error": code}, status=status, headers={**NO_STORE, **(headers or {})})


def _headers(request: HttpRequest) -> dict[str, str]:
    """What may be needed to understand the message later; never a cookie or a password."""
    kept = {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers}
    return {**kept, "Address": client_address(request)}
