"""Pages around who has a child: what the family says to the choice, and who covers while somebody is away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.access.gate import Request
from kith.register.gate import on_case
from kith.welfare import actions, queries
from kith.welfare.forms import CoverForm, FamilysViewForm
from kith.welfare.pages.around import Writing, of_child, write
from kith.welfare.record import Case


@on_case("welfare.record_familys_view")
def record_familys_view(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Write down what the family says to who was chosen for the child, or why the family was not asked."""
    shown, held = of_child(request, case, child_id), queries.leads_in_sight(child_id, request.passage)
    if not held:
        return redirect("child", case_id=case.pk, child_id=child_id)
    first = held[0]
    said = {name: getattr(first, name) for name in ("family_view", "why_family_not_asked", "version")}
    form = FamilysViewForm(request.POST if request.method == "POST" else None, initial=said)

    def act(given: dict[str, Any]) -> None:
        actions.record_familys_view(
            appointment=first, family_view=given["family_view"], why_family_not_asked=given["why_family_not_asked"],
            expected=given["version"], by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    hint = _("%(who)s is the child's lead professional. What does the family say to that?")
    return write(request, shown, form, Writing(
        title=_("Record family's view"), act=act, done=_("Recorded."), hint=hint % {"who": first.professional.shown_name},
    ))  # fmt: skip


@on_case("welfare.arrange_cover")
def arrange_cover(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """Say who has the child, or every child of its lead professional, while that one is away."""
    shown = of_child(request, case, child_id)
    away = next(iter(queries.leads_of(shown["entry"])), None)
    if away is None:
        return redirect("child", case_id=case.pk, child_id=child_id)
    is_unsafe = queries.is_unsafe(shown["entry"])
    people = {
        str(one.pk): one
        for one, c in queries.candidates_for(case, request.passage.at)
        if one.pk != away.who and not c.has_conflict and (c.is_social_worker or not is_unsafe)
    }
    form = CoverForm(
        request.POST if request.method == "POST" else None, initial={"from_on": timezone.localdate(request.passage.at)},
        people=[(key, one.shown_name) for key, one in people.items()],
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        held = queries.appointments_of(away.who, request.passage)
        actions.arrange_cover(
            appointments=[one for one in held if given["which"] == "all" or one.pk == away.id],
            covered_by=people[given["covered_by"]], why=given["why"], from_on=given["from_on"], until_on=given["until_on"],
            by=request.passage.actor, at=request.passage.at,
        )  # fmt: skip

    before = (
        _("Whoever covers opens these children's pages and writes there, on these days and no longer."),
        _("The family reads on its own page whom to ring meanwhile. New words of the family reach whoever covers."),
        _("%(who)s stays lead professional. You can end it early.") % {"who": away.name},
    )
    return write(request, shown, form, Writing(
        title=_("Arrange cover"), act=act, done=_("Recorded. It ends by itself."), before=before,
        hint=_("%(who)s is away for some days: who has the child meanwhile?") % {"who": away.name},
    ))  # fmt: skip


@require_POST
@on_case("welfare.end_cover")
def end_cover(request: Request, case: Case, child_id: uuid.UUID) -> HttpResponse:
    """End a cover of this child now, or before it begins."""
    of_child(request, case, child_id)
    number = request.POST.get("cover", "")
    cover = next((one for one in queries.covers_in_sight(child_id, request.passage) if str(one.pk) == number), None)
    if cover is not None:
        actions.end_cover(cover=cover, by=request.passage.actor, at=request.passage.at)
        messages.success(request, _("Ended. The lead professional has the child again."))
    return redirect("child", case_id=case.pk, child_id=child_id)
