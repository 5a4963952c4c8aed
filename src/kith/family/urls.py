"""Addresses of a family's own pages."""

from django.urls import path

from kith.family import pages

urlpatterns = [
    path("own/in/<slug:link>/", pages.come_in, name="come_in"),
    path("own/language/", pages.choose_language, name="choose_language"),
    path("own/leave/", pages.leave_page, name="leave_page"),
    path("own/", pages.your_page, name="your_page"),
    path("own/sent/", pages.sent_about_us, name="sent_about_us"),
    path("own/words/", pages.our_words, name="our_words"),
    path("own/words/<uuid:said_id>/do-not-wait/", pages.do_not_wait, name="do_not_wait"),
    path("own/meeting/", pages.ask_for_meeting, name="ask_for_meeting"),
    path("own/letters/", pages.letters_to_us, name="letters_to_us"),
    path("own/looks/", pages.who_looked, name="who_looked"),
    path("own/legal-help/", pages.legal_help, name="legal_help"),
]
