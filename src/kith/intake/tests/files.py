"""Small invented files as agencies would send them."""

import csv
from collections.abc import Sequence
from pathlib import Path

HOME_OFFICE = (
    "Row ID", "Person ref", "Case ref", "Forenames", "Surname", "Name in own script", "DOB", "Gender", "Nationality",
    "Relationship to main applicant", "Date of arrival", "Phone", "Address", "Town", "Postcode",
)  # fmt: skip
SCHOOL = (
    "Pupil record", "Pupil name", "Date of birth", "Sex", "Parent or carer", "Home address", "Town", "Postcode",
    "Contact number", "Nationality", "Health number",
)  # fmt: skip


def written(folder: Path, name: str, header: Sequence[str], rows: Sequence[dict[str, str]]) -> Path:
    """A CSV with this header; each row gives the cells it has by heading."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([row.get(heading, "") for heading in header] for row in rows)
    return path


def person(row_id: str, given: str, family: str, born: str, case: str = "C1", **more: str) -> dict[str, str]:
    """A row of the Home Office's list."""
    return {
        "Row ID": row_id, "Person ref": more.pop("ref", ""), "Case ref": case, "Forenames": given, "Surname": family,
        "DOB": born, "Town": "Eastholm", **more,
    }  # fmt: skip


def pupil(row_id: str, name: str, born: str, **more: str) -> dict[str, str]:
    """A row of a school's roll."""
    return {"Pupil record": row_id, "Pupil name": name, "Date of birth": born, "Town": "Eastholm", **more}


def home_office(folder: Path, *rows: dict[str, str], name: str = "home_office.csv") -> Path:
    """The Home Office's list with these rows."""
    return written(folder, name, HOME_OFFICE, rows)


def school(folder: Path, *rows: dict[str, str], name: str = "school_roll.csv") -> Path:
    """A school's roll with these rows."""
    return written(folder, name, SCHOOL, rows)


HOME = {"Address": "46 High Street", "Postcode": "ZF8 2BT"}
PUPILS_HOME = {"Home address": "46 High Street", "Postcode": "ZF8 2BT"}


def two_families(folder: Path) -> list[Path]:
    """Two families of the Home Office's list whose mothers may be one person, and a school's roll: one pupil is without
    a doubt the first family's younger child, the other may be the elder one. Two pairs wait for people."""
    return [
        home_office(
            folder,
            person("H1", "Selam", "Tesfay", "01/01/1985", ref="P100001", **HOME),
            person("H2", "Amal", "Tesfay", "01/01/2012", ref="P100002", **HOME),
            person("H3", "Yonas", "Tesfay", "25/05/2016", ref="P100003", **HOME),
        ),
        home_office(
            folder,
            person("K1", "Selam", "Tesfay", "01/01/1985", case="C2"),
            person("K2", "Dawit", "Tesfay", "02/07/2018", case="C2"),
            name="home_office_later.csv",
        ),
        school(
            folder,
            pupil("S1", "TESFAY, Yonas", "25/05/2016", **PUPILS_HOME),
            pupil("S2", "TESFAY, Amal", "01/01/2012", **{"Contact number": "01632 960111"}),
        ),
    ]
