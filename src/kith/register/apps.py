from typing import ClassVar

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "kith.register"
    label = "register"
    desk_of_side = "registry"  # whose work `work.desk_of` gives (register/work.py)
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "PersonName.person": "both rows' names are shown as names of one person",
        "PersonReference.person": "both rows' references are shown and searched",
        "PersonFact.person": "facts stand side by side, each with its source",
        "Residence.person": "addresses stand side by side, each with its source",
        "SearchKey.person": "the one person is found by the keys of both rows",
        "FamilyMember.person": "one person is of one family: the families become one, the older case stays",
        "CaseChild.person": "the child is shown once; what is attached to either row is theirs",
        "NotAChild.person": "words about either row are about the one person; they count by who said them",
        "SettledFact.person": "what was taken as right of either row is of the one person; the newest stands",
        "ClockChange.child": "it stays with its clock, which is of the child as the case lists them",
        "SourceRecord.person": "each row keeps its source; nothing moves",
    }
