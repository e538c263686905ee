"""Pages of merging: choosing, looking at what will stand, doing it, taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from realestate.contacts.merge_forms import MergeForm
from realestate.contacts.merging import MOST_AT_ONCE, merge_contacts, what_moves
from realestate.contacts.models import Contact, Likeness, MergeRecord
from realestate.contacts.unmerging import conflicts_of, facts_of, told, undo_merge, why_not_undone
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.views import say_error
from realestate.salespeople.views import user_of

FOUND = 15


@require_GET
def merge(request: HttpRequest) -> HttpResponse:
    """With one contact: look for the other. With several: which facts will stand, and what moves."""
    contacts = _chosen(request, request.GET)
    if len(contacts) == 1:
        return _choose(request, contacts[0])
    return _preview(request, contacts, MergeForm(contacts=contacts))


@require_POST
def merge_confirm(request: HttpRequest) -> HttpResponse:
    """Merge as the form says."""
    contacts = _chosen(request, request.POST)
    if len(contacts) < 2:
        raise Http404
    form = MergeForm(request.POST, contacts=contacts)
    if not form.is_valid():
        return _preview(request, contacts, form)
    try:
        done = merge_contacts(
            actor=user_of(request),
            survivor=contacts[0],
            others=contacts[1:],
            facts=form.facts(),
            versions=form.cleaned_data["versions"],
        )
    except BusinessRuleError as error:
        status = 409 if isinstance(error, StaleVersionError) else 200
        fresh = MergeForm(contacts=contacts)
        return _preview(request, contacts, fresh, error=str(error), status=status)
    messages.success(request, _("The contacts are one now. This can be undone for thirty days."))
    return redirect("contacts:merge_record", done.pk)


@require_GET
def merge_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What a merge did, and whether it can be undone."""
    record = get_object_or_404(MergeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    refusal = why_not_undone(record)
    can_undo = not refusal and record.can_be_undone_by(request.user)
    context = {
        "merge": record,
        "moved": told(record),
        "facts": facts_of(record),
        "refusal": refusal,
        "can_undo": can_undo,
        "conflicts": conflicts_of(record) if can_undo else [],
        "nav_section": "contacts",
    }
    return render(request, "contacts/merge_record.html", context)


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    record = get_object_or_404(MergeRecord.objects.visible_to(request.user).for_page(), pk=pk)
    if not record.can_be_undone_by(request.user):
        raise PermissionDenied
    try:
        undone = undo_merge(actor=user_of(request), merge=record)
    except BusinessRuleError as error:
        say_error(request, error)
    else:
        messages.success(request, _("The contacts are apart again."))
        for line in undone.conflicts[:10]:
            messages.warning(request, line)
    return redirect("contacts:merge_record", pk)


def _chosen(request: HttpRequest, values: Any) -> list[Contact]:
    """The contacts of the address, the one that stays first. 404 for one that may not be seen, 403 for a reader."""
    if not user_of(request).sells:
        raise PermissionDenied
    typed = [*values.getlist("keep")[:1], *values.getlist("ids")]
    if not typed or len(typed) > MOST_AT_ONCE + 1 or any(not one.isdecimal() or len(one) > 18 for one in typed):
        raise Http404
    keys = list(dict.fromkeys(int(one) for one in typed))
    found = Contact.objects.visible_to(request.user).for_rows().in_bulk(keys)
    if len(found) != len(keys):
        raise Http404
    contacts = [found[key] for key in keys]
    if not any(contact.can_be_merged_by(request.user) for contact in contacts):
        raise PermissionDenied
    return contacts


def _choose(request: HttpRequest, contact: Contact) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:100]
    rows = Contact.objects.visible_to(request.user).for_rows().but(contact)
    pairs = Likeness.objects.visible_to(request.user).open().of(contact).for_rows()[:FOUND]
    context = {
        "contact": contact,
        "text": text,
        "found": rows.matching(text)[:FOUND] if text else [],
        "alike": [pair.second if pair.first_id == contact.pk else pair.first for pair in pairs],
        "nav_section": "contacts",
    }
    return render(request, "contacts/merge_choose.html", context)


def _preview(
    request: HttpRequest, contacts: list[Contact], form: MergeForm, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "contacts": contacts,
        "survivor": contacts[0],
        "others": contacts[1:],
        "form": form,
        "error": error,
        "refused": [contact for contact in contacts if not contact.can_be_merged_by(request.user)],
        "moves": what_moves(contacts[1:]),
        "kinds_differ": len({contact.kind for contact in contacts}) > 1,
        "numbers_differ": len({contact.tax_id for contact in contacts} - {""}) > 1,
        "nav_section": "contacts",
    }
    return render(request, "contacts/merge.html", context, status=status)
