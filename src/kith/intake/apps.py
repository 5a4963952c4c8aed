from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kith.intake"
    label = "intake"
