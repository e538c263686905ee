"""A feed at its secret address: for machines, without a sign-in, cheap to ask for again."""

import re
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from realestate.core.ratelimit import allow, client_address
from realestate.portals.feeds import visits
from realestate.portals.feeds.formats import FORMATS
from realestate.portals.models import FeedBuild, PortalAccount

GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?P<q>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
MISSES, MISS_SECONDS = 20, 600
RETRY_SECONDS = "900"
TOKEN = re.compile(r"[0-9a-f]{64}")


@login_not_required
@require_safe
def feed(request: HttpRequest, code: str, token: str, extension: str) -> HttpResponseBase:
    """The served feed of the account with this token; 404 for any other, and 429 for who keeps guessing."""
    account = None
    if code in FORMATS and FORMATS[code].extension == extension and TOKEN.fullmatch(token):
        account = PortalAccount.objects.by_token(token, code)
    if account is None:
        return _miss(request)
    response = _answer(request, account, account.served_build)
    visits.note_fetch(
        account=account, status=response.status_code, agent=request.headers.get("User-Agent", ""), method=request.method
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _miss(request: HttpRequest) -> HttpResponse:
    may = allow(f"feed-miss:{client_address(request)}", limit=MISSES, seconds=MISS_SECONDS)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
    if may:
        return HttpResponse("Not found\n", status=404, content_type="text/plain", headers=headers)
    headers["Retry-After"] = str(MISS_SECONDS)
    return HttpResponse("Too many wrong addresses\n", status=429, content_type="text/plain", headers=headers)


def _answer(request: HttpRequest, account: PortalAccount, build: FeedBuild | None) -> HttpResponseBase:
    """304 when the caller has it already; else the file, packed where that is understood."""
    if build is None or build.served_at is None or not build.file:
        headers = {"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
        return HttpResponse("Not built yet\n", status=503, content_type="text/plain", headers=headers)
    packed = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    headers = {
        "ETag": f'"{build.sha256}-gzip"' if packed else f'"{build.sha256}"',
        "Last-Modified": http_date(build.served_at.timestamp()),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if is_known(request, build.sha256, build.served_at):
        return HttpResponse(status=304, headers=headers)
    headers["Content-Length"] = str(build.gzip_size if packed else build.size)
    if packed:
        headers["Content-Encoding"] = "gzip"
    content_type = FORMATS[account.format].content_type
    if request.method == "HEAD":
        return HttpResponse(headers=headers, content_type=content_type)
    try:
        file = default_storage.open(f"{build.file}.gz" if packed else build.file, "rb")
    except FileNotFoundError:  # the next build writes it anew
        missing = {"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
        return HttpResponse("Not at hand\n", status=503, content_type="text/plain", headers=missing)
    return FileResponse(file, content_type=content_type, headers=headers)


def is_known(request: HttpRequest, sha256: str, served_at: datetime) -> bool:
    """Does the caller hold this very feed? The tag decides where one is sent, as the standard asks."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        held = {tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in tags.split(",")}
        return sha256 in held or "*" in held
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(served_at.timestamp()) <= since


def accepts_gzip(header: str) -> bool:
    """Does the caller understand a packed answer? ``gzip;q=0`` says that it does not."""
    match = GZIP.search(header)
    if match is None:
        return False
    try:
        return float(match["q"] or 1) > 0
    except ValueError:
        return False
