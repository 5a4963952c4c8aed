from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kith.documents"
    label = "documents"
