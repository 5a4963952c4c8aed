from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "kith.caseload"
    label = "caseload"
