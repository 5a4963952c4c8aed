"""Who is signed in: read with their name, agency and roles in one statement, before any side is entered."""

import uuid
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from kith.access.models import User
from kith.access.queries import actor_of_login, with_roles
from kith.access.statements import kept


class Backend(ModelBackend):
    """Django's own backend, but for what comes along with the user. Permissions follow from memberships, not from here."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as the base class has it
        for user in _user(user_id):
            actor_of_login(user)
            return user
        return None


@kept
def _user(key: uuid.UUID) -> QuerySet[User]:
    return with_roles(User.objects.select_related("actor__agency").filter(pk=key, is_active=True), "actor_id")
