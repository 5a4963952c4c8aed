"""Who is signed in: read with their name and agency in one statement, before any side is entered."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from kith.access.models import User


class Backend(ModelBackend):
    """Django's own backend, but for what comes along with the user. Permissions follow from memberships, not from here."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as the base class has it
        return User.objects.select_related("actor__agency").filter(pk=user_id, is_active=True).first()
