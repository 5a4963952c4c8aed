"""By which models what stands was joined, and whether the one that would join now was tried."""

from kith.intake.linkage.model import standing
from kith.intake.models import Judgement, RulesTried
from kith.intake.queries.ledger import gone
from kith.intake.rules.trying import JoinsBy


def joins_by() -> JoinsBy:
    """The model that would join now, beside those of the machine's judgements in force. Two queries."""
    rules = standing()
    made = (
        Judgement.objects.filter(takes_back__isnull=True, taken_back_by__isnull=True).exclude(rule="").exclude(gone())
    )
    return JoinsBy(
        version=rules.version,
        before=frozenset(made.order_by().values_list("model_version", flat=True).distinct()),
        is_tried=RulesTried.objects.filter(model_version=rules.version, certain=rules.certain).exists(),
    )
