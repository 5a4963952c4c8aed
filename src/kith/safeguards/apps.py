from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    name = "kith.safeguards"
    label = "safeguards"
