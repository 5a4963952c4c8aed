"""What texts of each table are called for whoever signs that they must go, and what is read of them."""

from typing import Any  # what a text holds: words, and lists and fields of words

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALLED: dict[str, Promise] = {
    "disclosure.DisclosedItem": _("What was released"),
    "disclosure.Disclosure": _("Purposes of releases"),
    "disclosure.Feedback": _("How a report counted"),
    "disclosure.Withholding": _("Reasons for holding back"),
    "documents.Document": _("Files"),
    "documents.Mistake": _("Why a file was added by mistake"),
    "documents.SignOff": _("Signatures under files"),
    "intake.Judgement": _("Reasons why two entries are one person or two"),
    "intake.KnownAnswer": _("Reasons given once more why two entries are one person or two"),
    "register.ClockChange": _("Why a day was moved, or a clock stood still"),
    "register.NotAChild": _("Words that somebody is grown up"),
    "register.PaperFile": _("Covers of paper files"),
    "register.PaperFileStep": _("What is known of paper files"),
    "register.Person": _("People, with all that a file says of them"),
    "register.SettledFact": _("What was taken as right of a person"),
    "representations.Answer": _("Answers to what was put forward"),
    "representations.HeldBackFrom": _("Why a report is not told of on a page"),
    "representations.MeetingRequest": _("Wishes to meet"),
    "representations.Misplaced": _("Words on a wrong case"),
    "representations.PostItem": _("Post"),
    "representations.PostStep": _("Steps of post"),
    "representations.Representation": _("What was put forward"),
    "review.BestInterests": _("Assessments of what is best for a child"),
    "review.Challenge": _("Challenges"),
    "review.ChallengeOutcome": _("Results of challenges"),
    "review.Confirmation": _("Confirmations"),
    "review.ConflictDeclaration": _("Declarations of a conflict of interest"),
    "review.Decision": _("Decisions"),
    "review.Draft": _("Drafts"),
    "review.Ending": _("Endings without a decision"),
    "review.EndingAnswer": _("Answers to endings"),
    "review.EndingTakenBack": _("Endings taken back"),
    "review.FactorFinding": _("Findings"),
    "review.LaterWords": _("What was said after a decision"),
    "review.LaterWordsAnswer": _("Answers to what was said after a decision"),
    "review.OutcomeReading": _("What was learned from results"),
    "review.PanelMember": _("Members of panels"),
    "review.PaperCheck": _("Looks at the paper file"),
    "review.ProofOfReceipt": _("Proofs of receipt"),
    "review.QualityCheck": _("Quality checks"),
    "review.RenewedService": _("Notices handed over once more"),
    "review.Reply": _("Replies of the family"),
    "review.ReportException": _("Reasons for deciding without a report"),
    "review.ReturnedNotice": _("Notices that came back"),
    "review.Review": _("Why a set of criteria was chosen"),
    "review.SecondView": _("Second views"),
    "review.Service": _("Where and how a notice was handed over"),
    "review.TraceCheck": _("Tries to reach the family"),
    "safeguards.FollowUp": _("What was done about incidents"),
    "safeguards.Hold": _("Holds"),
    "safeguards.Incident": _("Incidents"),
    "safeguards.Lifting": _("Why a hold was lifted"),
    "safeguards.WelfareCheck": _("Fresh looks at a child"),
    "welfare.ChildsPlan": _("Child's plans"),
    "welfare.ChildsView": _("Child's views"),
    "welfare.ChronologyEntry": _("Events of the chronology"),
    "welfare.Concern": _("Concerns"),
    "welfare.ConcernStep": _("Steps of concerns"),
    "welfare.Contribution": _("Contributions"),
    "welfare.ContributionRequest": _("Questions to others who know the child"),
    "welfare.EmergencyCheck": _("Looks at what was shared in an emergency"),
    "welfare.EmergencyRelease": _("With whom something was shared in an emergency"),
    "welfare.EvidenceItem": _("Evidence"),
    "welfare.LeadProfessional": _("Why somebody was chosen to lead, and handovers"),
    "welfare.MadeKnown": _("Why a child was made known"),
    "welfare.MoreTime": _("Why a day was moved"),
    "welfare.NamedPerson": _("Named persons"),
    "welfare.PlanAction": _("Actions of plans"),
    "welfare.PlanCopy": _("Copies of plans"),
    "welfare.Report": _("Reports, with what was held back and why"),
    "welfare.SharingRecord": _("Records of sharing"),
    "welfare.TimeVariation": _("Requests for another day"),
    "welfare.UrgentOpening": _("Why a case was opened in an emergency"),
    "welfare.UrgentOpeningCheck": _("Looks at openings in an emergency"),
    "welfare.VariationAnswer": _("Answers to requests for another day"),
    "welfare.WellbeingAssessment": _("Wellbeing assessments"),
}


def words_in(text: Any) -> list[str]:
    """Every word of a text, whatever it is made of, in its order, without what is empty."""
    if isinstance(text, str):
        return [text] if text.strip() else []
    if isinstance(text, dict):
        text = text.values()
    return [words for part in text for words in words_in(part)] if hasattr(text, "__iter__") else []
