from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "kith.welfare"
    label = "welfare"
