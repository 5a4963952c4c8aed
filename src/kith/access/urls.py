"""Addresses of access."""

from django.urls import path

from kith.access import pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-in/<uuid:user_id>/", pages.sign_in_as, name="sign_in_as"),
    path("sign-in/code/", pages.sign_in_code, name="sign_in_code"),
    path("sign-in/second-step/", pages.set_up_second_step, name="set_up_second_step"),
    path("account/", pages.your_account, name="your_account"),
    path("account/password/", pages.change_password, name="change_password"),
    path("account/sessions/", pages.end_sessions, name="end_sessions"),
    path("account/second-step/", pages.change_second_step, name="change_second_step"),
    path("account/codes/", pages.renew_codes, name="renew_codes"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("help/", pages.help_pages, name="help_pages"),
    path("help/<slug:name>/", pages.help_page, name="help_page"),
    path("audit/", pages.audit_trail, name="audit_trail"),
    path("audit/proof/", pages.audit_proof, name="audit_proof"),
]
