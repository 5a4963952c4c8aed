"""Every column of words in a class with a time goes when that is over, or stands here with why it stays."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, JSONField, Model, TextField

from kith.keeping.schedule import tables_of, terms
from kith.keeping.tables import BESIDE, case_of, disposable_models, going_with
from kith.keeping.wording import CALLED, words_in
from kith.records import Disposable

WHO_SAID = "which office or which kind of file said it"
CODE = "a code of the protocol, the law or the software, which many have"
PRINT = "a fingerprint, out of which nobody reads anything"
NUMBER = "the number of a case, which the certificate names too"
OF_A_FILE = "of a whole file as it came in, not of a person; the rows themselves go"
OF_A_ROW = "which file and which line of it: not what stands there"
RULE = "a rule, in its own words"
OFFICE = "an office and its telephone, which the certificate does not hide"
STAYS = {
    WHO_SAID: "PersonName.source PersonReference.source PersonFact.source Residence.source ChronologyEntry.agency",
    CODE: "HouseholdKey.kind CandidatePair.veto CandidatePair.agrees CandidatePair.differs CandidatePair.unknown Judgement.rule"
    " Judgement.model_version CaseTeamMember.role ChildsView.language Report.basis Report.condition SharingRecord.basis"
    " SharingRecord.condition Disclosure.basis Feedback.outcome Feedback.leave_length Feedback.reports Review.criteria"
    " Review.criteria_rule Review.pack_version FactorFinding.factor Draft.outcome Draft.leave_length Decision.outcome"
    " Decision.leave_length Decision.pack_version Decision.considered SecondView.outcome Ending.outcome LaterWords.said"
    " ChallengeOutcome.turned_on QualityCheck.shown FamilyAccess.language Document.media_type Document.language Case.area"
    " QualitySample.seed Batch.counts ClockChange.duty RulesTried.model_version",
    PRINT: "SourceRecord.sha256 SourceFile.sha256 SourceRow.sha256 HandedFile.sha256 ContributionLink.token_sha256"
    " ContributionLink.code_sha256 PlanCopy.sha256 Disclosure.sha256 DisclosedFile.sha256 Feedback.sha256 Decision.sha256"
    " Confirmation.decision_sha256 FamilyAccess.link_hash FamilyAccess.code_hash Document.sha256 SignOff.sha256",
    OF_A_ROW: "ComparedRow.key",
    NUMBER: "Case.reference UrgentOpening.reference Ending.other_reference Clearance.reference",
    OF_A_FILE: "SourceRecord.file_name SourceFile.name SourceFile.kind SourceFile.header SourceFile.not_understood"
    " SourceFile.remarks SourceFile.columns HandIn.found HandIn.failure HandedFile.name HandedFile.kind HandedFile.columns"
    " HandedFile.header HandedFile.sample HandedFile.remarks HandedFile.problem HandedFile.same_as HandedFile.counts"
    " HandedFile.rows TakingBack.why TakingBack.failure",
    RULE: "LeadProfessional.rule",
    OFFICE: "ContributionRequest.organisation ContributionRequest.phone NamedPerson.role NamedPerson.service",
}  # fmt: skip


def timed() -> list[type[Model]]:
    return [apps.get_model(label) for term in terms() if term.months for label in tables_of(term.code)]


def words_of(model: type[Model]) -> Iterator[Any]:  # Any: a field of any type
    for field in model._meta.local_concrete_fields:
        if isinstance(field, CharField | TextField | JSONField | ArrayField) and not getattr(field, "choices", None):
            yield field


def test_no_column_of_words_is_forgotten() -> None:
    stays = {name for names in STAYS.values() for name in names.split()}
    left, known = set(), set()
    for model in {m for m in timed() if m._meta.app_label not in ("access", "sessions")}:
        goes = {name for fields in getattr(model, "goes_with", {}).values() for name in fields}
        goes |= set(getattr(model, "disposable", ()))
        known |= {f"{model.__name__}.{field.name}" for field in words_of(model)}
        left |= {f"{model.__name__}.{field.name}" for field in words_of(model) if field.name not in goes}
    assert left - stays == set()
    assert stays - left == set(), "named as staying, but it goes or is not there"
    assert known


def test_whoever_signs_is_told_in_plain_words_what_each_text_is() -> None:
    assert set(CALLED) == {m._meta.label for m in disposable_models()}
    assert len({str(words) for words in CALLED.values()}) == len(CALLED)
    for label, beside in BESIDE.items():
        going = {of._meta.label: fields for of, _, fields in going_with(apps.get_model(label))}
        assert all(column in going[of] for of, column in beside)


def test_what_goes_with_a_row_names_one_that_can_go_and_leads_to_a_case() -> None:
    for model in apps.get_models():
        for key in getattr(model, "goes_with", {}):
            to = model._meta.get_field(key).related_model
            assert isinstance(to, type)
            assert to in disposable_models()
            assert case_of(to)
    assert all(case_of(m) for m in disposable_models() if issubclass(m, Disposable))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A word.", ["A word."]), ("  ", []), (None, []), (3, []), ([], []), (["a", " ", "b"], ["a", "b"]),
        ([{"safe": {"strengths": "Walks alone.", "challenges": ""}}, "All in all.", True], ["Walks alone.", "All in all."]),
        ([[{"heading": "Needs", "text": "A bus."}]], ["Needs", "A bus."]),
    ],
)  # fmt: skip
def test_every_word_of_a_text_is_read_in_its_order(text: object, words: list[str]) -> None:
    assert words_in(text) == words
