from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "kith.keeping"
    label = "keeping"
