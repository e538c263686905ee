"""Pages of what hangs on a contact: its relations, its consents, a commercial mail to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView

from realestate.contacts import consents, relations
from realestate.contacts.choosing import contact_label, suggest_contacts
from realestate.contacts.models import Consent, Contact, Relation
from realestate.contacts.tie_forms import CommercialEmailForm, ConsentForm, RelationForm
from realestate.core.views import BusinessRuleMixin
from realestate.salespeople.views import user_of


class OfContactView(BusinessRuleMixin, FormView[Any]):
    """A form about one contact, for whoever may edit it."""

    nav_section = "contacts"
    template_name = "contacts/tie_form.html"
    title = ""
    submit_label = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.contact = get_object_or_404(Contact.objects.visible_to(request.user).for_rows(), pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        if not self.contact.can_be_edited_by(self.request.user):
            raise PermissionDenied
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contact=self.contact,
            title=self.title,
            submit_label=self.submit_label,
            cancel_url=reverse("contacts:detail", args=[self.contact.pk]),
            **kwargs,
        )

    def done(self, words: str, part: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect(reverse("contacts:detail", args=[self.contact.pk]) + f"#{part}")


class RelationCreateView(OfContactView):
    """Tie the contact to another one."""

    form_class = RelationForm
    template_name = "contacts/relation_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "title": _("New relation"), "submit_label": _("Add")}

    def perform(self, form: RelationForm) -> HttpResponse:
        values = form.cleaned_data
        relations.add_relation(
            actor=user_of(self.request),
            contact=self.contact,
            other=values["other"],
            kind=values["kind"],
            note=values["note"],
        )
        return self.done(_("The relation is written down."), "relations-title")


class ConsentCreateView(OfContactView):
    """Write down what the contact agreed to or took back."""

    form_class = ConsentForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "title": _("Write down a consent"), "submit_label": _("Save")}

    def get_initial(self) -> dict[str, Any]:
        purpose = self.request.GET.get("purpose", "")
        given = "no" if self.request.GET.get("withdraw") else "yes"
        known = purpose in Consent.Purpose.values
        return {"purpose": purpose if known else Consent.Purpose.COMMERCIAL, "is_given": given}

    def perform(self, form: ConsentForm) -> HttpResponse:
        values = form.cleaned_data
        consents.write_consent(
            actor=user_of(self.request),
            contact=self.contact,
            purpose=values["purpose"],
            channel=values["channel"],
            is_given=values["is_given"] == "yes",
            source=values["source"],
            at=values["at"],
        )
        return self.done(_("The ledger has one more line."), "consents-title")


class CommercialEmailView(OfContactView):
    """An offer by mail, to who agreed to such mail."""

    form_class = CommercialEmailForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contact": self.contact}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allowed = consents.may_send(self.contact, Consent.Purpose.COMMERCIAL, Consent.Channel.EMAIL)
        words = {"title": _("Send an offer by e-mail"), "submit_label": _("Send"), "refused": not allowed}
        return {**super().get_context_data(**kwargs), **words}

    def perform(self, form: CommercialEmailForm) -> HttpResponse:
        values = form.cleaned_data
        user = user_of(self.request)
        consents.send_commercial_email(
            actor=user,
            contact=self.contact,
            template="message",
            context={
                "subject": values["subject"], "body": values["body"], "sender": user, "office": self.contact.office,
            },
            recipient=values["recipient"],
        )  # fmt: skip
        return self.done(_("The mail is on its way."), "timeline-title")


@require_POST
def relation_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a relation out; ``of`` says to whose page the answer leads."""
    relation = get_object_or_404(
        Relation.objects.visible_to(request.user).select_related("contact__office", "other__office"), pk=pk
    )
    if not (relation.contact.can_be_edited_by(request.user) and relation.other.can_be_edited_by(request.user)):
        raise PermissionDenied
    back = relation.other_id if request.POST.get("of") == str(relation.other_id) else relation.contact_id
    relations.remove_relation(actor=user_of(request), relation=relation)
    messages.success(request, _("The relation is gone."))
    return redirect(reverse("contacts:detail", args=[back]) + "#relations-title")


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """Contacts that fit what was typed, as options of a list."""
    typed = request.GET.get("other", "")[:100]
    labels = [contact_label(contact) for contact in suggest_contacts(request.user, typed)]
    return render(request, "contacts/_suggestions.html", {"labels": labels})
