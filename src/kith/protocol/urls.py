"""Addresses of the protocol."""

from django.urls import path

from kith.protocol import pages

urlpatterns = [
    path("rules/", pages.rules, name="rules"),
    path("rules/versions/", pages.pack_versions, name="pack_versions"),
    path("rules/versions/<slug:sha256>/", pages.pack_version, name="pack_version"),
    path("rules/<slug:group>/<slug:code>/", pages.rule, name="rule"),
]
