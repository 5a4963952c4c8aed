"""Steps of a random history by which a panel reads what is best for a child."""

from django.utils import timezone
from hypothesis.stateful import rule

from kith.review import actions
from kith.review.models import BestInterests
from kith.review.queries import children_in
from kith.review.rules import PanelWord
from kith.review.tests.factories import deciding
from kith.review.tests.oracle import Found
from kith.review.tests.post_steps import PostSteps
from kith.review.tests.steps import anyone, child


class PanelSteps(PostSteps):
    """Writing down who sat on it, and what they see otherwise."""

    @rule(who=anyone, n=child)
    def record_panel_member(self, who: str, n: int) -> None:
        """Somebody who sat on a panel about a child, by whoever wrote what is best for it."""
        who, oracle = self.person(who), self.oracle
        known = oracle.children[n % len(self.ids)]
        with deciding(self.cast["manager"]):
            weighed = {str(one.id): one.weighed for one in children_in(self.review)}[known.key]
            found = (
                BestInterests.objects.select_related("review__case", "child").filter(pk=weighed and weighed.id).first()
            )
        if found is None:
            return
        not_theirs: Found = set() if who == known.weighed_by else {("not_the_assessment", "")}
        day = timezone.localdate(found.at)
        said = PanelWord(
            f"Dr {oracle.written}", "paediatrician", day, "File 3", agrees=False, dissent="It would be too far."
        )
        expected = oracle.may_write(who) or not_theirs
        self.take(who, "review.record_panel_member", expected, actions.record_panel_member, assessment=found, said=said)
        if not expected:
            oracle.written += 1
            known.assessed = oracle.written
