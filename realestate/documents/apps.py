import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "realestate.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from realestate.documents import standard

        standard.register()
        # The PDF library warns of each style rule that only browsers know, and tells its steps while it loads.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
