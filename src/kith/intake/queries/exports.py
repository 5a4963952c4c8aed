"""What `kith intake` writes for other programs: one line per row, one line per open pair. Ids only."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kith.intake.linkage.vetoes import ALL as VETOES
from kith.intake.models import CandidatePair, SourceFile, SourceRow
from kith.intake.rules import qualified
from kith.register.models import Case, FamilyMember, Person


def record_ids() -> dict[uuid.UUID, tuple[str, str]]:
    """For every row ever imported its file and its id in exports, by row. Files of one name are told apart by a number."""
    labels = _labels()
    rows = SourceRow.objects.order_by("file__batch__at", "file_id", "number")
    held = list(rows.values_list("pk", "file_id", "number", "record_id"))
    files_of: dict[str, set[uuid.UUID]] = defaultdict(set)
    for _, file, _, record_id in held:
        files_of[record_id].add(file)
    return {
        row: (labels[file], qualified(record_id, labels[file], number, is_shared=len(files_of[record_id]) > 1))
        for row, file, number, record_id in held
    }


def names_of(people: Mapping[uuid.UUID, str]) -> dict[str, str]:
    """How exports name the row of each person, "FILE: ID", by what the caller calls the person."""
    ids = record_ids()
    rows = SourceRow.objects.filter(person__isnull=False).values_list("pk", "person_id")
    return {people[person]: ": ".join(ids[row]) for row, person in rows if person in people}


def _labels() -> dict[uuid.UUID, str]:
    labels: dict[uuid.UUID, str] = {}
    times: dict[str, int] = defaultdict(int)
    for pk, name in SourceFile.objects.order_by("batch__at", "pk").values_list("pk", "name"):
        times[name] += 1
        labels[pk] = name if times[name] == 1 else f"{name} ({times[name]})"
    return labels


LINK_COLUMNS = ("source_file", "record_id", "person_id", "family_id", "case_reference")


def links() -> Iterator[tuple[str, ...]]:
    """One line for every row ever imported: whose person, family and case it is now; blank where a row had an
    error or was taken back."""
    ids = record_ids()
    standing = SourceRow.objects.filter(file__taken_back_at__isnull=True)
    person_of = dict(standing.values_list("pk", "person_id"))
    canonical = dict(Person.objects.values_list("pk", "canonical_id"))
    family_of = dict(FamilyMember.objects.filter(until_at__isnull=True).values_list("person_id", "family_id"))
    case_of = _case_of()
    for row, (file, record_id) in ids.items():
        person = person_of.get(row)
        if person is None:
            yield file, record_id, "", "", ""
            continue
        family = family_of.get(person)
        yield (
            file,
            record_id,
            str(canonical[person]),
            str(family or ""),
            case_of.get(family, "") if family else "",
        )


def _case_of() -> dict[uuid.UUID, str]:
    """Each family's open case (the oldest, where joining left two), else its latest, by family."""
    latest: dict[uuid.UUID, str] = {}
    still_open: dict[uuid.UUID, str] = {}
    rows = Case.objects.order_by("opened_at", "reference").values_list("family_id", "reference", "closed_at")
    for family, reference, closed in rows:
        latest[family] = reference
        if closed is None:
            still_open.setdefault(family, reference)
    return latest | still_open


QUEUE_COLUMNS = ("pair_id", "record_id_a", "record_id_b", "why")


def queue() -> Iterator[tuple[str, ...]]:
    """One line for every pair that waits for people, in the order of asking."""
    ids = record_ids()
    row_of = dict(SourceRow.objects.filter(person__isnull=False).values_list("person_id", "pk"))
    for pair in CandidatePair.objects.filter(settled_at__isnull=True).order_by("place", "id"):
        yield str(pair.pk), ids[row_of[pair.a_id]][1], ids[row_of[pair.b_id]][1], why(pair)


def why(pair: CandidatePair) -> str:
    """Why a pair waits for people, in words."""
    parts = (
        ("agrees", pair.agrees),
        ("differs", pair.differs),
        ("not known", pair.unknown),
        ("why people are asked", [VETOES[pair.veto][1]] if pair.veto in VETOES else []),
    )
    return "; ".join(f"{name}: {', '.join(said)}" for name, said in parts if said)
