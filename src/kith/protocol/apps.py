from django.apps import AppConfig


class ProtocolConfig(AppConfig):
    name = "kith.protocol"
    label = "protocol"
