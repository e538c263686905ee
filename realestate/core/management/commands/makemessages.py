from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which also knows the name under which modules import gettext beside the lazy one."""

    def __init__(self) -> None:
        super().__init__()
        self.xgettext_options = [*self.xgettext_options, "--keyword=_now"]
