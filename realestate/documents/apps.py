from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "realestate.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from realestate.documents import standard

        standard.register()
