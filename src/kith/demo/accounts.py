"""The administrator's desk: somebody new, who has a link, and somebody who came by one, set up a second step, and left."""

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from kith.access import actions
from kith.access.gate import entered
from kith.access.models import Agency, User
from kith.access.second_step import Key, code_at, new_secret
from kith.access.terms import Role
from kith.demo.cast import COUNCILS, GLASGOW, Cast

NEW, LEFT = "Isobel Rennie", "Murdo Lang"
STAYED = timedelta(days=90)


def see_to_accounts(cast: Cast, *, now: datetime) -> None:
    """Add them, and end what one of them might do. Again does nothing."""
    administrator, then = cast.of(Role.ADMINISTRATOR)[0], now - STAYED
    with entered(administrator, "access.add_person", at=now):
        if User.objects.filter(actor__shown_name=LEFT).exists():
            return
        council = Agency.objects.get(name=COUNCILS[GLASGOW].name)
        add = partial(actions.add_person, agency=council, role=Role.LEAD_PROFESSIONAL, area=GLASGOW, by=administrator)
        add(name=NEW, email="isobel.rennie@council.kith.example", at=now)
        left, link = add(name=LEFT, email="murdo.lang@council.kith.example", at=then)
    actions.choose_password(user=left.user, link=link, password=secrets.token_urlsafe(), by=left, at=then)
    secret, key = new_secret(), Key(settings.SECOND_STEP_KEY)
    actions.set_up_second_step(user=left.user, secret=secret, code=code_at(secret, then), key=key, by=left, at=then)
    with entered(administrator, "access.end_role", at=now):
        (held,) = left.memberships.all()
        reason = "Moved to another council."
        actions.end_role(membership=held, reason=reason, expected=held.version, by=administrator, at=now)
