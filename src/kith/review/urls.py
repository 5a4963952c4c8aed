"""Addresses of the review."""

from django.urls import path

from kith.review import pages

CASE = "cases/<uuid:case_id>/review"
urlpatterns = [
    path("allocate/", pages.allocate, name="allocate"),
    path("exceptions/", pages.exceptions, name="exceptions"),
    path("said-and-done/", pages.said_and_done, name="said_and_done"),
    path("sample/", pages.sample, name="sample"),
    path("sample/draw/", pages.draw_sample, name="draw_sample"),
    path(f"{CASE}/sample/", pages.check_quality, name="check_quality"),
    path("learning/", pages.learning, name="learning"),
    path(f"{CASE}/", pages.review, name="review"),
    path(f"{CASE}/dates/", pages.childrens_dates, name="childrens_dates"),
    path(f"{CASE}/officer/", pages.reallocate, name="reallocate"),
    path(f"{CASE}/best-interests/", pages.ask_for_best_interests, name="ask_for_best_interests"),
    path(f"{CASE}/ask-second-officer/", pages.ask_second_officer, name="ask_second_officer"),
    path(f"{CASE}/ask-for-report/", pages.ask_for_report, name="ask_for_report"),
    path(f"{CASE}/what-helps/<uuid:child_id>/", pages.ask_what_helps, name="ask_what_helps"),
    path(f"{CASE}/exception/<uuid:child_id>/", pages.propose_exception, name="propose_exception"),
    path(f"{CASE}/exception/<uuid:exception_id>/sign/", pages.sign_exception, name="sign_exception"),
    path(f"{CASE}/best-interests/<uuid:child_id>/", pages.assess_best_interests, name="assess_best_interests"),
    path(f"{CASE}/best-interests/<uuid:child_id>/panel/", pages.record_panel_member, name="record_panel_member"),
    path(f"{CASE}/finding/<slug:factor>/", pages.record_finding, name="record_finding"),
    path(f"{CASE}/trace/", pages.record_trace_check, name="record_trace_check"),
    path(f"{CASE}/paper-file/", pages.record_paper_check, name="record_paper_check"),
    path(f"{CASE}/draft/", pages.save_draft, name="save_draft"),
    path(f"{CASE}/conflict/", pages.declare_conflict, name="declare_conflict"),
    path(f"{CASE}/invite-reply/", pages.invite_reply, name="invite_reply"),
    path(f"{CASE}/receipt/", pages.record_proof_of_receipt, name="record_proof_of_receipt"),
    path(f"{CASE}/reply/", pages.record_reply, name="record_reply"),
    path(f"{CASE}/decision/", pages.record_decision, name="record_decision"),
    path(f"{CASE}/second-officer/", pages.second_officer, name="second_officer"),
    path(f"{CASE}/later-words/", pages.weigh_later_words, name="weigh_later_words"),
    path(f"{CASE}/ending/", pages.propose_ending, name="propose_ending"),
    path(f"{CASE}/ending/confirm/", pages.confirm_ending, name="confirm_ending"),
    path(f"{CASE}/ending/take-back/", pages.take_back_ending, name="take_back_ending"),
    path(f"{CASE}/letter/<uuid:letter_id>/", pages.letter, name="letter"),
    path(f"{CASE}/service/", pages.serve_decision, name="serve_decision"),
    path(f"{CASE}/service/came-back/", pages.record_returned_notice, name="record_returned_notice"),
    path(f"{CASE}/service/again/", pages.renew_service, name="renew_service"),
    path(f"{CASE}/challenges/", pages.challenges, name="challenges"),
    path(f"{CASE}/challenges/new/", pages.record_challenge, name="record_challenge"),
    path(
        f"{CASE}/challenges/<uuid:challenge_id>/result/",
        pages.record_challenge_outcome,
        name="record_challenge_outcome",
    ),
    path(f"{CASE}/challenges/<uuid:challenge_id>/read/", pages.read_challenge_outcome, name="read_challenge_outcome"),
]
