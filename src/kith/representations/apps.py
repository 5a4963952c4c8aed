from typing import ClassVar

from django.apps import AppConfig


class RepresentationsConfig(AppConfig):
    name = "kith.representations"
    label = "representations"
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "FamilyAccess.person": "given to the person as first recorded; the one person has one page on a case",
        "Representation.person": "said by the person as first recorded; shown under the one person's name",
    }
