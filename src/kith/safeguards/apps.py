from typing import ClassVar

from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    name = "kith.safeguards"
    label = "safeguards"
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "WelfareCheck.child": "of the checks of both rows the newest counts",
    }
