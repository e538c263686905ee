from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OwnerRoomConfig(AppConfig):
    name = "realestate.ownerroom"
    verbose_name = _("Owner room")

    def ready(self) -> None:
        from realestate.ownerroom import annex

        annex.register()
