"""The signer's pages, the public check of a signature, and what who asked sees."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.core.ratelimit import allow, client_address
from realestate.core.views import safe_next, say_error
from realestate.documents import services
from realestate.documents.choices import SignatureStatus
from realestate.documents.files import document_response
from realestate.documents.forms import DeclineForm, HashForm, SignForm
from realestate.documents.models import SignatureRequest
from realestate.documents.panels import signature_panel
from realestate.documents.verification import verify
from realestate.salespeople.models import User

View = Callable[..., HttpResponseBase]


def public_in(language: str) -> Callable[[View], View]:
    """Open to everybody, in the language of its address, never kept, never listed by a search engine."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allow(f"documents:{client_address(request)}", limit=120, seconds=60):
                return HttpResponse(_("Too many requests from here. Please wait a minute."), status=429)
            with translation.override(language):
                response = view(request, *args, language=language, **kwargs)
                response.headers["Content-Language"] = language
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return login_not_required(inner)

    return decorate


@require_safe
def sign_page(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """The document, and what may be done with it now."""
    asked = _asked(token)
    return _page(request, asked, token, language)


@require_POST
def sign_code(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """Send a code."""
    asked = _asked(token)
    try:
        if not allow(f"sign-code:{client_address(request)}", limit=20, seconds=3600):
            raise BusinessRuleError(_("Too many codes were asked for. Please try again in an hour."))
        services.send_code(request=asked)
    except BusinessRuleError as error:
        return _page(request, asked, token, language, problem=str(error))
    return redirect(reverse(f"documents:sign_{language}", args=[token]) + "#sign")


@require_POST
def sign_submit(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """Sign."""
    asked = _asked(token)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, token, language, form=form)
    try:
        services.sign(
            request=asked,
            token=token,
            code=form.cleaned_data["code"],
            typed_name=form.cleaned_data["typed_name"],
            drawing=form.cleaned_data["drawing"],
            address=client_address(request),
            browser=request.headers.get("User-Agent", ""),
        )
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _page(request, _asked(token), token, language, form=form)
    return redirect(f"documents:sign_{language}", token)


@require_POST
def sign_decline(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """Say no."""
    asked = _asked(token)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, token, language, decline=form)
    try:
        services.decline(request=asked, reason=form.cleaned_data["reason"])
    except BusinessRuleError as error:
        return _page(request, _asked(token), token, language, problem=str(error))
    return redirect(f"documents:sign_{language}", token)


@require_safe
def sign_document(request: HttpRequest, token: str, language: str) -> HttpResponseBase:
    """The document itself."""
    asked = _asked(token)
    if not _may_read(asked):
        raise Http404
    services.note_opened(request=asked)
    return document_response(asked.document, inline=True)


@require_safe
def sign_evidence(request: HttpRequest, token: str, language: str) -> HttpResponseBase:
    """The evidence page of what was signed."""
    asked = _asked(token)
    if asked.evidence is None or not _may_read(asked):
        raise Http404
    return document_response(asked.evidence, inline=True)


@require_safe
def verify_page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Is this signature sealed and whole? Says nothing about anybody."""
    found = verify(code)
    if found is None:
        raise Http404
    form = HashForm(request.GET or None)
    given = form.cleaned_data["sha256"] if form.is_bound and form.is_valid() else ""
    digits = re.sub(r"[^0-9a-f]", "", given.lower())
    context = {
        "title": _("Check of a signature"),
        "found": found,
        "office": found.office,
        "form": form,
        "compared": bool(given),
        "matches": digits == found.sha256,
        "language": language,
        "other": _other(language, "verify", code),
    }
    return render(request, "documents/verify.html", context, status=200)


@require_safe
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a request stands, for who asked: a page, and a fragment for others' pages."""
    asked = _visible(request, pk)
    back = safe_next(request, request.path)
    context = signature_panel(user=cast(User, request.user), request=asked, back=back)
    is_fragment = bool(request.headers.get("HX-Request"))
    page = "documents/_signature.html" if is_fragment else "documents/signature.html"
    return render(request, page, {**context, "title": asked.document.title})


@require_safe
def of_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """What a contact was asked to sign, as far as the reader may see it: a piece of the contact's page, and a page."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    asked = SignatureRequest.objects.visible_to(request.user).of_contact(contact).with_document()[:50]
    is_fragment = bool(request.headers.get("HX-Request"))
    page = "documents/_of_contact.html" if is_fragment else "documents/of_contact.html"
    return render(request, page, {"contact": contact, "asked": asked, "nav_section": "contacts"})


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the link again."""
    asked = _managed(request, pk)
    try:
        services.resend_signature(actor=cast(User, request.user), request=asked)
        messages.success(request, _("The link was sent again to %(email)s.") % {"email": asked.signer_email})
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(safe_next(request, reverse("documents:signature", args=[pk])))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    asked = _managed(request, pk)
    try:
        services.revoke_signature(actor=cast(User, request.user), request=asked)
        messages.success(request, _("The request was taken back; its link no longer works."))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect(safe_next(request, reverse("documents:signature", args=[pk])))


def _asked(token: str) -> SignatureRequest:
    asked = services.find_request(token)
    if asked is None:
        raise Http404
    return asked


def _visible(request: HttpRequest, pk: int) -> SignatureRequest:
    rows = SignatureRequest.objects.visible_to(request.user).with_document()
    return get_object_or_404(rows, pk=pk)


def _managed(request: HttpRequest, pk: int) -> SignatureRequest:
    asked = _visible(request, pk)
    if not asked.can_be_managed_by(cast(User, request.user)):
        raise PermissionDenied
    return asked


def _may_read(asked: SignatureRequest) -> bool:
    """While the link is open, and for a while after signing."""
    return asked.is_open or (asked.status == SignatureStatus.SIGNED and asked.expires_at > timezone.now())


def _has_code(asked: SignatureRequest) -> bool:
    sent = asked.code_sent_at if asked.code_hash else None
    return sent is not None and timezone.now() - sent < services.CODE_LIFE


def _other(language: str, name: str, key: str) -> str:
    return reverse(f"documents:{name}_{'es' if language == 'en' else 'en'}", args=[key])


def _page(
    request: HttpRequest,
    asked: SignatureRequest,
    token: str,
    language: str,
    *,
    form: SignForm | None = None,
    decline: DeclineForm | None = None,
    problem: str = "",
) -> HttpResponse:
    is_over = not asked.is_open and not _may_read(asked) and asked.status != SignatureStatus.DECLINED
    context = {
        "title": _("Sign a document") if asked.is_open else asked.document.title,
        "asked": asked,
        "document": asked.document,
        "office": asked.document.office,
        "language": language,
        "other": _other(language, "sign", token),
        "urls": {
            name: reverse(f"documents:{name}_{language}", args=[token])
            for name in ("sign_code", "sign_submit", "sign_decline", "sign_document", "sign_evidence")
        },
        "verification": reverse(f"documents:verify_{language}", args=[asked.verification_code]),
        "form": form or SignForm(),
        "decline": decline or DeclineForm(),
        "problem": problem,
        "may_read": _may_read(asked),
        "is_over": is_over,
        "has_code": _has_code(asked),
    }
    return render(request, "documents/sign.html", context, status=410 if is_over else 200)
