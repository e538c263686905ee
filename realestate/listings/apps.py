from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "realestate.listings"
    verbose_name = _("Stock")

    def ready(self) -> None:
        from realestate.listings import receivers  # noqa: F401 - listens to signatures
