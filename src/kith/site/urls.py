"""Every page of every part."""

from django.urls import include, path

PARTS = (
    "caseload", "access", "register", "intake", "disclosure", "representations", "welfare", "review", "safeguards",
    "reporting", "family", "keeping", "protocol",
)  # fmt: skip
urlpatterns = [path("", include(f"kith.{part}.urls")) for part in PARTS]
