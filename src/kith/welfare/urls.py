"""Addresses of the children's side."""

from django.urls import path

from kith.welfare import pages

CHILD = "cases/<uuid:case_id>/children/<uuid:child_id>"
urlpatterns = [
    path("children-without-lead/", pages.children_without_lead, name="children_without_lead"),
    path("children-without-lead/appoint/", pages.appoint_as_proposed, name="appoint_as_proposed"),
    path("what-you-wrote/", pages.what_you_wrote, name="what_you_wrote"),
    path("concerns/", pages.concerns, name="concerns"),
    path("answer/", pages.contribution, name="contribution"),
    path("answer/write/", pages.write_contribution, name="write_contribution"),
    path("answer/give/", pages.give_contribution, name="give_contribution"),
    path("answer/cannot/", pages.decline_contribution, name="decline_contribution"),
    path("answer/link/<str:token>/", pages.enter_contribution, name="enter_contribution"),
    path("cases/<uuid:case_id>/children/", pages.child_list, name="child_list"),
    path(f"{CHILD}/", pages.child, name="child"),
    path(f"{CHILD}/appoint/", pages.appoint_lead_professional, name="appoint_lead_professional"),
    path(f"{CHILD}/appoint/take-back/", pages.take_back_appointment, name="take_back_appointment"),
    path(f"{CHILD}/hand-over/", pages.end_appointment, name="end_appointment"),
    path(f"{CHILD}/cover/", pages.arrange_cover, name="arrange_cover"),
    path(f"{CHILD}/cover/end/", pages.end_cover, name="end_cover"),
    path(f"{CHILD}/familys-view/", pages.record_familys_view, name="record_familys_view"),
    path(f"{CHILD}/make-known/", pages.make_child_known, name="make_child_known"),
    path("cases/<uuid:case_id>/children/files/<uuid:document_id>/", pages.child_file, name="child_file"),
    path(
        "cases/<uuid:case_id>/children/files/<uuid:document_id>/mistake/", pages.mark_child_file, name="mark_child_file"
    ),
    path(f"{CHILD}/event/", pages.note_event, name="note_event"),
    path(f"{CHILD}/evidence/", pages.add_evidence, name="add_evidence"),
    path(f"{CHILD}/assessment/", pages.record_assessment, name="record_assessment"),
    path(f"{CHILD}/views/", pages.record_childs_views, name="record_childs_views"),
    path(f"{CHILD}/views/take-back/", pages.take_back_childs_views, name="take_back_childs_views"),
    path(f"{CHILD}/person/", pages.record_named_person, name="record_named_person"),
    path(f"{CHILD}/plan/", pages.childs_plan, name="childs_plan"),
    path(f"{CHILD}/plan/agree/", pages.agree_plan, name="agree_plan"),
    path(f"{CHILD}/plan/action/", pages.plan_action, name="plan_action"),
    path(f"{CHILD}/contributions/", pages.contributions, name="contributions"),
    path(f"{CHILD}/contributions/ask/", pages.ask_for_contribution, name="ask_for_contribution"),
    path(f"{CHILD}/contributions/link/", pages.renew_contribution_link, name="renew_contribution_link"),
    path(f"{CHILD}/contributions/withdraw/", pages.withdraw_contribution_request, name="withdraw_contribution_request"),
    path(f"{CHILD}/contributions/take-down/", pages.take_down_contribution, name="take_down_contribution"),
    path(f"{CHILD}/protection/", pages.raise_concern, name="raise_concern"),
    path(f"{CHILD}/protection/close/", pages.close_concern, name="close_concern"),
    path(f"{CHILD}/report/", pages.assemble_report, name="assemble_report"),
    path(f"{CHILD}/report/preview/", pages.preview_report, name="preview_report"),
    path(f"{CHILD}/report/send-up/", pages.send_up_report, name="send_up_report"),
    path(f"{CHILD}/report/fetch-back/", pages.fetch_report_back, name="fetch_report_back"),
    path(f"{CHILD}/report/return/", pages.return_report, name="return_report"),
    path(f"{CHILD}/report/release/", pages.release_report, name="release_report"),
    path(f"{CHILD}/report/correct/", pages.correct_report, name="correct_report"),
    path(f"{CHILD}/report/date/", pages.move_report_date, name="move_report_date"),
]
