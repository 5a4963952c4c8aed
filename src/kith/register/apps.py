from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "kith.register"
    label = "register"
