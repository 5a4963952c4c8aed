"""Addresses of access."""

from django.urls import path

from kith.access import pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-in/<uuid:user_id>/", pages.sign_in_as, name="sign_in_as"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("help/", pages.help_pages, name="help_pages"),
    path("help/<slug:name>/", pages.help_page, name="help_page"),
    path("audit/", pages.audit_trail, name="audit_trail"),
    path("audit/proof/", pages.audit_proof, name="audit_proof"),
]
