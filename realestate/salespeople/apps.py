from django.apps import AppConfig


class SalespeopleConfig(AppConfig):
    name = "realestate.salespeople"
