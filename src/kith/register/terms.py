"""Words of the register."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NameKind(TextChoices):
    """How a name came to be held."""

    GIVEN_AND_FAMILY = "given_and_family", _("given and family name")
    ONE_CELL = "one_cell", _("whole name in one cell")
    OWN_SCRIPT = "own_script", _("name in own script")


class FactKind(TextChoices):
    """What a fact is about."""

    BIRTH_DATE = "birth_date", _("date of birth")
    SEX = "sex", _("sex as recorded")
    NATIONALITY = "nationality", _("nationality as recorded")
    RELATIONSHIP = "relationship", _("relationship as recorded")
    GUARDIAN = "guardian", _("parent or carer as recorded")
    ARRIVED_ON = "arrived_on", _("date of arrival")
    BIRTH_PLACE = "birth_place", _("place of birth")
    PHONE = "phone", _("telephone")


class Sureness(TextChoices):
    """On what it rests that one of several sources is right: how sure that is."""

    ORIGINAL = "original", _("an original document was seen")
    COPY = "copy", _("a copy of a document was seen")
    SAID = "said", _("somebody who knows said so, and there is no document")
    JUDGED = "judged", _("worked out from several sources, each of them unsure")


DAYS = (FactKind.BIRTH_DATE, FactKind.ARRIVED_ON)
# Codes that offices write, in the words that people read beside "as recorded".
RECORDED_AS: Mapping[tuple[str, str], Promise] = {
    (FactKind.SEX, "f"): _("female"), (FactKind.SEX, "m"): _("male"),
    (FactKind.RELATIONSHIP, "principal"): _("main applicant"),
}  # fmt: skip


class ReferenceKind(TextChoices):
    """Whose number it is."""

    PERSON = "person_ref", _("Home Office person reference")
    CASE = "case_ref", _("Home Office case reference")
    HEALTH = "health_ref", _("health number")
    SCHOOL = "school_ref", _("school's number of the pupil")
    COUNCIL = "council_ref", _("council's number of the person")
    PROVIDER = "provider_ref", _("accommodation provider's number")


class EventAbout(TextChoices):
    """What an event says of a child's dates, where it says something of them."""

    BORN_HERE = "born_here", _("was born in the United Kingdom")
    BORN_ELSEWHERE = "born_elsewhere", _("was born elsewhere")
    CAME = "came", _("came to the United Kingdom")
    AWAY = "away", _("was away from the United Kingdom")
    SCHOOL = "school", _("went to a school or nursery in the United Kingdom")


LASTING = (EventAbout.AWAY, EventAbout.SCHOOL)  # they have a beginning and an end, each with its doubt


class DateFactKind(TextChoices):
    """What can be worked out from dates."""

    BORN = "born", _("Born")
    BORN_HERE = "born_here", _("Born in the United Kingdom")
    AGE = "age", _("Age")
    EIGHTEEN = "eighteen", _("Eighteenth birthday")
    ARRIVED = "arrived", _("Came to the United Kingdom")
    HERE_BY = "here_by", _("Was here on this day already")
    AWAY = "away", _("Time away")
    SCHOOL = "school", _("At a school or nursery here")
    YEARS_HERE = "years_here", _("Years here")
    YEARS_WITHOUT_AWAY = "years_without_away", _("Years here, time away left out")
    YEARS_SINCE_RETURN = "years_since_return", _("Years here since the last return")
    SCHOOL_YEARS = "school_years", _("Years at school or nursery here")
    SEVEN_YEARS_HERE = "seven_years_here", _("Seven years here")
    SEVEN_WITHOUT_AWAY = "seven_without_away", _("Seven years here, time away left out")
    SEVEN_SINCE_RETURN = "seven_since_return", _("Seven years here since the last return")
    TEN_YEARS_HERE = "ten_years_here", _("Ten years here")
    TEN_WITHOUT_AWAY = "ten_without_away", _("Ten years here, time away left out")
    TEN_SINCE_RETURN = "ten_since_return", _("Ten years here since the last return")


class CaseStep(TextChoices):
    """Where a case is. A state, never an outcome."""

    TO_CONFIRM = "to_confirm", _("family to be confirmed")
    CONFIRMED = "confirmed", _("family confirmed")
    UNDER_REVIEW = "under_review", _("under review")
    DECIDED = "decided", _("decision served")
    ENDED = "ended", _("review ended without a decision")


class PaperStep(TextChoices):
    """What is known, or was done, about where a paper file is."""

    IS_AT = "is_at", _("it is there")
    ASKED_FOR = "asked_for", _("asked for")
    CAME = "came", _("it came")
    PASSED_ON = "passed_on", _("passed on")
    NOT_FOUND = "not_found", _("cannot be found")


class ClockStep(TextChoices):
    """What was done with the day of a duty on one case."""

    MOVED = "moved", _("moved to another day")
    PAUSED = "paused", _("the clock stands still")
    GONE_ON = "gone_on", _("the clock goes on")
    TAKEN_BACK = "taken_back", _("taken back")


# On a team, beside the roles: whoever decided a case that others have by now, until they have read what came of their decision.
READS_RESULT = "reads_result"
# And whoever opened it in an emergency, for a day: on the side on which they did alone.
URGENT = "urgent"
