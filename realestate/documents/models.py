"""Papers: the templates that managers edit, the files themselves, and requests to sign them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.contacts.models import Contact
from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.core.tokens import new_token
from realestate.documents.choices import DocumentKind, SignatureMethod, SignatureStatus
from realestate.documents.querysets import DocumentTemplateQuerySet, SignatureRequestQuerySet
from realestate.salespeople.models import Office, User

LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]


class DocumentTemplate(VersionedModel):
    """The words of a kind of document in one language, with merge fields such as ``{{ listing.reference }}``.

    One without an office holds for the whole agency; an office's own goes before it.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=DocumentKind)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="document_templates",
        help_text=_("Empty: every office without one of its own."),
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), max_length=60_000)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["kind", "language", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "language", "office"], name="documenttemplate_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"


class Document(TimeStampedModel):
    """One file, made by us or uploaded; private. Whoever shows it checks first who may see it."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, blank=True)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="documents")
    file = models.FileField(_("file"), upload_to="documents/", max_length=200)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size, bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class SignatureRequest(VersionedModel):
    """Somebody is asked to sign a document by a link and a code sent by e-mail; what they did is the evidence."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="signature_requests"
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signature_requests",
    )
    signer_name = models.CharField(_("who signs"), max_length=200)
    signer_email = models.EmailField(_("e-mail"), max_length=190)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="es")
    status = models.CharField(_("status"), max_length=8, choices=SignatureStatus, default=SignatureStatus.WAITING)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(_("code sent"), null=True, blank=True, editable=False)
    code_attempts = models.PositiveSmallIntegerField(_("wrong codes"), default=0, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    decline_reason = models.CharField(_("why not"), max_length=300, blank=True)
    method = models.CharField(_("how"), max_length=5, choices=SignatureMethod, blank=True)
    typed_name = models.CharField(_("name as typed"), max_length=200, blank=True)
    drawing = models.FileField(_("drawn signature"), upload_to="documents/", max_length=200, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=300, blank=True)
    signed_sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64, blank=True)
    verification_code = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    evidence = models.ForeignKey(
        Document,
        verbose_name=_("evidence page"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence_of",
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)

    objects = SignatureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to sign")
        verbose_name_plural = _("requests to sign")
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "expires_at"], name="signaturerequest_due")]

    def __str__(self) -> str:
        return f"{self.document}: {self.signer_name}"

    @property
    def is_open(self) -> bool:
        return self.status in {SignatureStatus.WAITING, SignatureStatus.OPENED} and self.expires_at > timezone.now()

    def can_be_managed_by(self, user: User) -> bool:
        """Send again and take back: who asked, the coordinators of the document's office, managers."""
        if user.is_manager:
            return True
        return user.sells and (
            self.requested_by_id == user.pk or (user.is_coordinator and self.document.office_id in user.office_ids)
        )
