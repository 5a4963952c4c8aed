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
    path("account/new/<str:token>/", pages.choose_password, name="choose_password"),
    path("accounts/", pages.accounts, name="accounts"),
    path("accounts/add/", pages.add_person, name="add_person"),
    path("accounts/add-agency/", pages.add_agency, name="add_agency"),
    path("accounts/<uuid:user_id>/", pages.account, name="account"),
    path("accounts/<uuid:user_id>/link/", pages.invite, name="invite"),
    path("accounts/<uuid:user_id>/give-role/", pages.give_role, name="give_role"),
    path("accounts/<uuid:user_id>/roles/<uuid:membership_id>/end/", pages.end_role, name="end_role"),
    path("accounts/<uuid:user_id>/close/", pages.close_login, name="close_login"),
    path("accounts/<uuid:user_id>/open/", pages.open_login, name="open_login"),
    path("accounts/<uuid:user_id>/second-step-off/", pages.take_off_second_step, name="take_off_second_step"),
    path("accounts/<uuid:user_id>/social-worker/", pages.record_social_worker, name="record_social_worker"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("help/", pages.help_pages, name="help_pages"),
    path("help/<slug:name>/", pages.help_page, name="help_page"),
    path("audit/", pages.audit_trail, name="audit_trail"),
    path("audit/proof/", pages.audit_proof, name="audit_proof"),
]
