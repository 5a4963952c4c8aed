"""Who is signed in: read with their name and agency in one statement, before any side is entered."""

import uuid
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from kith.access.models import User
from kith.access.statements import kept


class Backend(ModelBackend):
    """Django's own backend, but for what comes along with the user. Permissions follow from memberships, not from here."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as the base class has it
        return next(iter(_user(user_id)), None)


@kept
def _user(key: uuid.UUID) -> QuerySet[User]:
    return User.objects.select_related("actor__agency").filter(pk=key, is_active=True)
