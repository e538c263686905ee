"""Pages of contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import CreateView, DetailView, View

from realestate.contacts import services
from realestate.contacts.consents import standings
from realestate.contacts.duplicates import KnownContact, known_to
from realestate.contacts.filters import ContactFilterSet
from realestate.contacts.forms import ContactForm
from realestate.contacts.models import Contact, ContactPoint, Likeness
from realestate.contacts.phones import normalise_phone
from realestate.contacts.querysets import ContactQuerySet
from realestate.contacts.relations import roles_of, ties_of
from realestate.core.errors import BusinessRuleError
from realestate.core.pagination import paginate
from realestate.core.text import normalise_email
from realestate.core.views import BusinessRuleMixin, ListPage, VersionedUpdateView
from realestate.salespeople.views import user_of

TIMELINE_SIZE = 20
MOST_CONSENTS = 100


class ContactListView(ListPage):
    """The contacts that one may see."""

    nav_section = "contacts"
    template_name = "contacts/contact_list.html"
    rows_template = "contacts/_contact_rows.html"
    filterset_class = ContactFilterSet
    orders = {
        "newest": (gettext_lazy("Newest first"), ("-pk",)),
        "name": (gettext_lazy("By name"), ("last_name", "first_name", "pk")),
    }

    def get_queryset(self) -> ContactQuerySet:
        return Contact.objects.visible_to(self.request.user).for_rows()


class LeadsToSurvivor(View):
    """The address of a contact that was merged leads to the one that it became part of."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            survivor = Contact.objects.visible_to(request.user).survivor_of(kwargs["pk"])
            if survivor is None:
                raise
            if request.method == "POST":
                said = _("This contact has been merged into %(name)s in the meantime. Write it here, please.")
                messages.warning(request, said % {"name": survivor.name})
            return redirect("contacts:detail", survivor.pk)


class ContactDetailView(LeadsToSurvivor, DetailView[Contact]):
    """All that is known about a contact, and everything that happened."""

    nav_section = "contacts"
    template_name = "contacts/contact_detail.html"
    context_object_name = "contact"

    def get_queryset(self) -> ContactQuerySet:
        return Contact.objects.visible_to(self.request.user).for_rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = user_of(self.request)
        contact: Any = self.object  # what hangs on a contact lives in higher rooms: reverse managers, no imports
        page = paginate(
            contact.activities.visible_to(user).newest_first(),
            order=("-at", "-pk"),
            cursor=self.request.GET.get("older", ""),
            size=TIMELINE_SIZE,
        )
        lines = list(contact.consents.in_order())
        can_merge = self.object.can_be_merged_by(user)
        pairs = Likeness.objects.visible_to(user).open().of(contact).select_related("first", "second")
        return super().get_context_data(
            standings=standings(lines),
            roles=roles_of(self.object),
            ties=ties_of(self.object, user),
            merges=contact.merges.standing().select_related("actor").prefetch_related("merged__contact")[:10],
            pairs=pairs[:5] if can_merge else [],
            can_merge=can_merge,
            can_write=self.object.can_be_edited_by(user) and bool(self.object.emails),
            leads=contact.leads.visible_to(user).for_rows().order_by("-received_at", "-pk")[:20],
            demands=contact.demands.order_by("-is_active", "-pk")[:20],
            consents=lines[:-MOST_CONSENTS:-1],
            activities=page.rows,
            older_cursor=page.next_cursor,
            can_edit=self.object.can_be_edited_by(user),
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        if self.request.headers.get("HX-Request") and "older" in self.request.GET:
            return ["contacts/_timeline_rows.html"]
        return super().get_template_names()


class ContactCreateView(BusinessRuleMixin, CreateView[Contact, ContactForm]):
    """A new contact; one that is known already is shown first."""

    nav_section = "contacts"
    form_class = ContactForm
    template_name = "contacts/contact_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).sells:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        user = user_of(self.request)
        return {"office": user.office_id, "salesperson": user.pk}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def perform(self, form: ContactForm) -> HttpResponse:
        user, values = user_of(self.request), form.cleaned_data
        if "confirmed" not in self.request.POST:
            known = known_to(user, phones=values["phones"], emails=values["emails"])
            if known:
                return self.render_to_response(self.get_context_data(form=form, known=known))
        contact = services.create_contact(
            actor=user,
            office=values["office"],
            salesperson=values["salesperson"],
            values=values,
            phones=values["phones"],
            emails=values["emails"],
        )
        services.set_roles(actor=user, contact=contact, roles=values["roles"])
        messages.success(self.request, _("The contact is saved."))
        return redirect("contacts:detail", contact.pk)


class ContactUpdateView(LeadsToSurvivor, VersionedUpdateView):
    """Change a contact."""

    nav_section = "contacts"
    model = Contact
    form_class = ContactForm
    template_name = "contacts/contact_form.html"

    def get_queryset(self) -> Any:
        return Contact.objects.visible_to(self.request.user).for_rows()

    def get_object(self, queryset: Any = None) -> Contact:
        contact: Contact = super().get_object(queryset)
        if not contact.can_be_edited_by(self.request.user):
            raise PermissionDenied
        return contact

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def perform(self, form: ContactForm) -> HttpResponse:
        values, contact = form.cleaned_data, form.instance
        new_phones = _new(values["phones"], contact.phones)
        new_emails = _new(values["emails"], contact.emails)
        if "confirmed" not in self.request.POST and (new_phones or new_emails):
            known = known_to(user_of(self.request), phones=new_phones, emails=new_emails, but=contact)
            if known:
                return self.render_to_response(self.get_context_data(form=form, known=known))
        services.update_contact(
            actor=user_of(self.request),
            contact=form.instance,
            values=values,
            phones=values["phones"],
            emails=values["emails"],
        )
        services.set_roles(actor=user_of(self.request), contact=contact, roles=values["roles"])
        messages.success(self.request, _("The contact is saved."))
        return redirect("contacts:detail", contact.pk)


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """While somebody types a phone or an e-mail: is this person known, and whose contact is it?"""
    user = user_of(request)
    if not user.sells:
        raise PermissionDenied
    phones, emails = _typed(request)
    known: list[KnownContact] = []
    error = ""
    edited = request.GET.get("but", "")
    but = None
    if edited.isdecimal() and len(edited) < 19:
        but = Contact.objects.visible_to(user).find(int(edited))
    try:
        known = known_to(user, phones=phones, emails=emails, but=but)
    except BusinessRuleError as refused:
        error = str(refused)
    fragment = bool(request.headers.get("HX-Request"))
    template = "contacts/_duplicates.html" if fragment else "contacts/duplicates.html"
    return render(request, template, {"known": known, "error": error, "nav_section": "contacts"})


def _new(values: list[str], points: list[ContactPoint]) -> list[str]:
    """Those that the contact has not had so far: a warning about the others was given when they were written."""
    stored = {point.value for point in points}
    return [value for value in values if value not in stored]


def _typed(request: HttpRequest) -> tuple[list[str], list[str]]:
    """What is complete among the values typed so far, whichever field they stand in."""
    office = user_of(request).office
    country = office.country if office else "ES"
    phones: list[str] = []
    emails: list[str] = []
    for name in ("value", "phone_or_email", "phones", "emails"):
        for line in request.GET.get(name, "")[:500].splitlines()[:10]:
            if "@" in line:
                emails.append(normalise_email(line))
                continue
            try:
                phones.append(normalise_phone(line, country))
            except ValidationError:
                continue
    return phones, emails
