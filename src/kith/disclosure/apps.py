from typing import ClassVar

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "kith.disclosure"
    label = "disclosure"
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "Request.child": "asked about the child as first recorded; read by canonical person",
        "Disclosure.child": "released about the child as first recorded; read by canonical person",
        "Milestone.child": "passed about the child as first recorded; read by canonical person",
    }
