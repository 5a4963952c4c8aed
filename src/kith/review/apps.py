from typing import ClassVar

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kith.review"
    label = "review"
    desk_of_side = "decision"  # whose work `work.desk_of` gives (register/work.py)
    # what joining two persons means for each key to Person (register/joining.py)
    relations_to_person: ClassVar = {
        "BestInterests.child": "two assessments after a join are shown both; either meets the duty",
        "ReportException.child": "about the child as first recorded; read by canonical person, the newest counts",
    }
