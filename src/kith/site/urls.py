"""Every page of every part."""

from django.urls import include, path

urlpatterns = [
    path("", include(f"kith.{part}.urls"))
    for part in (
        "caseload",
        "access",
        "register",
        "intake",
        "disclosure",
        "welfare",
        "review",
        "safeguards",
        "reporting",
    )
]
