"""Addresses of what is put forward, and of who has a page of their own."""

from django.urls import path

from kith.representations import pages

CASE = "cases/<uuid:case_id>"
urlpatterns = [
    path(f"{CASE}/words/", pages.words, name="words"),
    path(f"{CASE}/words/write-down/", pages.record_representation, name="record_representation"),
    path(f"{CASE}/words/<uuid:said_id>/answer/", pages.answer, name="answer"),
    path(f"{CASE}/words/<uuid:said_id>/elsewhere/", pages.misplace_words, name="misplace_words"),
    path(f"{CASE}/words/files/<uuid:document_id>/", pages.sent_file, name="sent_file"),
    path(f"{CASE}/words/files/<uuid:document_id>/sign/", pages.sign_sent_file, name="sign_sent_file"),
    path(f"{CASE}/words/files/<uuid:document_id>/mistake/", pages.mark_sent_file, name="mark_sent_file"),
    path(f"{CASE}/post/<uuid:item_id>/", pages.deal_with_post, name="deal_with_post"),
    path("post/", pages.post, name="post"),
    path("post/log/", pages.log_post, name="log_post"),
    path("post/<uuid:item_id>/", pages.post_item, name="post_item"),
    path("post/<uuid:item_id>/open/", pages.open_post, name="open_post"),
    path("post/<uuid:item_id>/link/<uuid:case_id>/", pages.link_post, name="link_post"),
    path("post/<uuid:item_id>/take-back/", pages.take_back_post_link, name="take_back_post_link"),
    path("post/<uuid:item_id>/set-aside/", pages.set_post_aside, name="set_post_aside"),
    path("post/<uuid:item_id>/take-up/", pages.take_up_post, name="take_up_post"),
    path("post/<uuid:item_id>/files/<uuid:document_id>/", pages.post_file, name="post_file"),
    path(f"{CASE}/own-pages/", pages.family_access, name="family_access"),
    path(f"{CASE}/own-pages/<uuid:person_id>/give/", pages.give_access, name="give_access"),
    path(f"{CASE}/own-pages/<uuid:access_id>/hold-back/", pages.hold_back_from, name="hold_back_from"),
    path(f"{CASE}/own-pages/<uuid:access_id>/stop/", pages.stop_access, name="stop_access"),
]
