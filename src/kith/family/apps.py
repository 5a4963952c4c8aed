from django.apps import AppConfig


class FamilyConfig(AppConfig):
    name = "kith.family"
    label = "family"
