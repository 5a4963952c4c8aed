from typing import ClassVar

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "kith.welfare"
    label = "welfare"
    desk_of_side = "welfare"  # whose work `work.desk_of` gives (register/work.py)
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "LeadProfessional.child": "one current per canonical person; two after a join are a task for the coordinator",
        "AbsenceCover.child": "cover is of its appointment; it is ended with it",
        "ChronologyEntry.child": "entries of both rows form one chronology",
        "EvidenceItem.child": "evidence of both rows is shown together",
        "WellbeingAssessment.child": "assessments of both rows are shown by date",
        "ChildsView.child": "views of both rows are shown by date",
        "MadeKnown.child": "the reason stays with the row; a child known by either row is known",
        "NoteFile.child": "files of both rows stand with their entries",
        "ContributionRequest.child": "questions of both rows are shown together",
        "Contribution.child": "answers of both rows are shown together",
        "Concern.child": "one that is open asks every review of the child to wait",
        "ConcernStep.child": "it stays with its concern",
        "TimeVariation.child": "it stays with its concern",
        "VariationAnswer.child": "it stays with its concern",
        "NamedPerson.child": "the newest of both rows is shown first",
        "ChildsPlan.child": "the newest of both rows is shown first",
        "PlanCopy.child": "copies of both rows are listed together",
        "PlanAction.child": "actions of both rows form one plan",
        "SharingRecord.child": "records of both rows are shown together",
        "EmergencyRelease.child": "what was shared about both rows is shown together",
        "EmergencyCheck.child": "it stays with what was shared",
        "Report.child": "each report stays about the child as first recorded",
    }
