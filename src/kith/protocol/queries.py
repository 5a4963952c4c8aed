"""Reading the versions of the pack that something was done under."""

from django.db.models import QuerySet

from kith.protocol.models import PackVersion


def versions() -> QuerySet[PackVersion]:
    """Every version that is kept, newest first, without its text."""
    return PackVersion.objects.defer("text").order_by("-at", "-id")


def version_of(sha256: str) -> PackVersion | None:
    """The version of that hash, with its text."""
    return PackVersion.objects.filter(sha256=sha256).first()
