from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "realestate.leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from realestate.leads import receivers  # noqa: F401 (needs the models)
