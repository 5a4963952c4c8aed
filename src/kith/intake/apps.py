from typing import ClassVar

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kith.intake"
    label = "intake"
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "SourceRow.person": "each row as received keeps the person it made",
        "HouseholdKey.person": "the two count as one person who uses the home, the telephone or the case",
        "ComparedRow.person": "each row is compared as it came, whoever it is about",
        "CandidatePair.a": "a pair within one person is no question any more",
        "CandidatePair.b": "a pair within one person is no question any more",
        "Judgement.a": "judgements are what joining follows from; they stay about the rows",
        "Judgement.b": "judgements are what joining follows from; they stay about the rows",
    }
