from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "realestate.agenda"
