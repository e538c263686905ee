"""How contacts are related to each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.contacts.models.contact import Contact
from realestate.contacts.querysets import RelationQuerySet
from realestate.core.models import TimeStampedModel


class Relation(TimeStampedModel):
    """One tie between two contacts, kept once and told from either side in its own words."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("Married to")
        COUPLE = "couple", _("Couple with")
        PARENT = "parent", _("Parent of")
        SIBLING = "sibling", _("Brother or sister of")
        REPRESENTATIVE = "representative", _("Represents")
        WORKS_AT = "works_at", _("Works at")
        DIRECTOR = "director", _("Director of")
        PARTNER = "partner", _("Partner in")
        LAWYER = "lawyer", _("Lawyer or adviser of")
        GUARANTOR = "guarantor", _("Guarantor of")
        REFERRED = "referred", _("Recommended us to")

    # The same tie as the other one tells it.
    BACK = {
        Kind.SPOUSE: Kind.SPOUSE.label,
        Kind.COUPLE: Kind.COUPLE.label,
        Kind.PARENT: _("Son or daughter of"),
        Kind.SIBLING: Kind.SIBLING.label,
        Kind.REPRESENTATIVE: pgettext_lazy("relation", "Represented by"),
        Kind.WORKS_AT: _("Employs"),
        Kind.DIRECTOR: _("Directed by"),
        Kind.PARTNER: _("Has as partner"),
        Kind.LAWYER: _("Advised by"),
        Kind.GUARANTOR: _("Guaranteed by"),
        Kind.REFERRED: _("Came recommended by"),
    }
    MUTUAL = frozenset({Kind.SPOUSE, Kind.COUPLE, Kind.SIBLING})

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="relations", verbose_name=_("contact"))
    other = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="relations_back", verbose_name=_("other contact")
    )
    kind = models.CharField(_("relation"), max_length=15, choices=Kind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["contact", "other", "kind"], name="relation_unique")]

    def __str__(self) -> str:
        return f"{self.contact} · {self.get_kind_display()} · {self.other}"

    def words_for(self, contact: Contact) -> str:
        """The tie as this contact's page tells it."""
        return self.get_kind_display() if self.contact_id == contact.pk else str(self.BACK[self.Kind(self.kind)])

    def other_than(self, contact: Contact) -> Contact:
        """Whom the tie goes to."""
        return self.other if self.contact_id == contact.pk else self.contact
