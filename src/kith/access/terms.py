"""Words of access: sides, roles, kinds of actor. A code with its label; nothing here knows anything else."""

import uuid

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """Whose records a role works with. Each is a PostgreSQL role of its own, `side_<code>`."""

    REGISTRY = "registry", _("Registry")
    WELFARE = "welfare", _("Child's side")
    DECISION = "decision", _("Decision side")
    FAMILY = "family", _("Family")
    REPRESENTATIVE = "representative", _("Representative")
    CONTRIBUTOR = "contributor", _("Contributor")
    CLEARANCE = "clearance", _("Clearance: answers only")
    STATISTICS = "statistics", _("Figures, no names")
    AUDIT = "audit", _("Audit")
    ACCOUNTS = "accounts", _("Accounts: no cases")
    SEALING = "sealing", _("Sealing")


SIDE_LINES = {
    Side.REGISTRY: _("Registry. You see what every agency's file says, to keep the register right."),
    Side.WELFARE: _("Child's side. The Home Office cannot open this page."),
    Side.DECISION: _("Decision side. You see only what was released to you."),
    Side.FAMILY: _("Your page. Nobody else in your family can open it."),
    Side.REPRESENTATIVE: _("Representative. You see what your client allowed."),
    Side.CONTRIBUTOR: _("Your answer. You see what you are asked, and what you wrote."),
    Side.CLEARANCE: _("Clearance: answers only."),
    Side.STATISTICS: _("Figures, no names."),
    Side.AUDIT: _("Audit. You see who did what and when, and no words of a case."),
    Side.ACCOUNTS: _("Accounts: no cases."),
    Side.SEALING: _("Sealing"),
}


class FactSide(TextChoices):
    """Which side a fact belongs to. `common` is who the people of a case are, as the Home Office's own list gives them."""

    COMMON = "common", _("Both sides")
    WELFARE = "welfare", _("Child's side")
    DECISION = "decision", _("Decision side")


class Role(TextChoices):
    """What a person is trusted to do. Each belongs to one side (`ROLE_SIDES`)."""

    REGISTRAR = "registrar", _("Registrar")
    COORDINATOR = "coordinator", _("Coordinator")
    LEAD_PROFESSIONAL = "lead_professional", _("Lead professional")
    REVIEW_MANAGER = "review_manager", _("Review manager")
    REVIEW_OFFICER = "review_officer", _("Review officer")
    SECOND_OFFICER = "second_officer", _("Second officer")
    SENIOR_OFFICER = "senior_officer", _("Senior officer")
    FAMILY_MEMBER = "family_member", _("Family member")
    REPRESENTATIVE = "representative", _("Representative")
    CONTRIBUTOR = "contributor", _("Contributor")
    CLEARANCE_REQUESTER = "clearance_requester", _("Asks for clearance")
    INTAKE_JOB = "intake_job", _("Files that came in (a job, not a person)")
    LETTER_JOB = "letter_job", _("Letters (a job, not a person)")
    WELFARE_FILES = "welfare_files", _("Files of the child's side (a job, not a person)")
    DECISION_FILES = "decision_files", _("Files of the decision side (a job, not a person)")
    STATISTICIAN = "statistician", _("Statistician")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    SEALER = "sealer", _("Sealing (a job, not a person)")


ROLE_WORK = {
    Role.REGISTRAR: _("takes in the agencies' files, says which records are one person, and confirms families"),
    Role.COORDINATOR: _("finds a lead professional for each child, and releases reports"),
    Role.LEAD_PROFESSIONAL: _("knows the child, hears what the child has to say, and writes the report"),
    Role.REVIEW_MANAGER: _("gives each case to an officer"),
    Role.REVIEW_OFFICER: _("weighs a case factor by factor, decides it, and serves the decision"),
    Role.SENIOR_OFFICER: _("signs what needs a senior: exceptions, and answers on clearance"),
    Role.FAMILY_MEMBER: _("reads how the case stands, and says what they want to say"),
    Role.REPRESENTATIVE: _("acts for a family that asked them to"),
    Role.CONTRIBUTOR: _("tells what they know of a child, when asked"),
    Role.CLEARANCE_REQUESTER: _("asks whether a step is clear, and reads the answer"),
    Role.SECOND_OFFICER: _("looks at a decision with fresh eyes before it counts"),
    Role.STATISTICIAN: _("writes the letters to the committees, and sees no names"),
    Role.AUDITOR: _("checks who did what and when, and that nothing was changed since"),
    Role.ADMINISTRATOR: _("opens and ends accounts, and sees no cases"),
}

ROLE_SIDES: dict[str, Side] = {
    Role.REGISTRAR: Side.REGISTRY,
    Role.COORDINATOR: Side.WELFARE,
    Role.LEAD_PROFESSIONAL: Side.WELFARE,
    Role.REVIEW_MANAGER: Side.DECISION,
    Role.REVIEW_OFFICER: Side.DECISION,
    Role.SECOND_OFFICER: Side.DECISION,
    Role.SENIOR_OFFICER: Side.DECISION,
    Role.FAMILY_MEMBER: Side.FAMILY,
    Role.REPRESENTATIVE: Side.REPRESENTATIVE,
    Role.CONTRIBUTOR: Side.CONTRIBUTOR,
    Role.CLEARANCE_REQUESTER: Side.CLEARANCE,
    Role.INTAKE_JOB: Side.REGISTRY,
    Role.LETTER_JOB: Side.DECISION,
    Role.WELFARE_FILES: Side.WELFARE,
    Role.DECISION_FILES: Side.DECISION,
    Role.STATISTICIAN: Side.STATISTICS,
    Role.AUDITOR: Side.AUDIT,
    Role.ADMINISTRATOR: Side.ACCOUNTS,
    Role.SEALER: Side.SEALING,
}

# The roles that people have with an account; families and contributors come in by a link, jobs not at all.
ROLES_OF_STAFF = (
    Role.REGISTRAR, Role.COORDINATOR, Role.LEAD_PROFESSIONAL, Role.REVIEW_MANAGER, Role.REVIEW_OFFICER, Role.SECOND_OFFICER,
    Role.SENIOR_OFFICER, Role.CLEARANCE_REQUESTER, Role.STATISTICIAN, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip

# Who sees to the work of somebody who leaves: the accounts side sees none of it.
_CASES_LEFT = _(
    "Which cases they have is not seen from here. Tell their review manager first, who gives the cases to somebody else."
)
LEFT_TO: dict[str, Promise] = {
    Role.LEAD_PROFESSIONAL: _("Which children they have is not seen from here. Tell the coordinator of their area first, who "
                              "hands the children over."),
    Role.REVIEW_OFFICER: _CASES_LEFT, Role.SECOND_OFFICER: _CASES_LEFT,
}  # fmt: skip

# Who sees every case of their area without being on its team; all others are on a case's team or see nothing of it.
ROLES_BY_AREA = (Role.REGISTRAR, Role.COORDINATOR, Role.REVIEW_MANAGER, Role.SENIOR_OFFICER, Role.LETTER_JOB)


class ActorKind(TextChoices):
    """What stands behind a `by`."""

    STAFF = "staff", _("Staff")
    FAMILY = "family", _("Family member")
    CONTRIBUTOR = "contributor", _("Contributor")
    JOB = "job", _("A job of Kith itself")


class AgencyKind(TextChoices):
    """What kind of body an agency is."""

    HOME_OFFICE = "home_office", _("Home Office")
    COUNCIL = "council", _("Council")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Health board")
    THIRD_SECTOR = "third_sector", _("Third sector")
    GOVERNMENT = "government", _("Scottish Government")
    INDEPENDENT = "independent", _("Independent body")
    KITH = "kith", _("Kith itself")


TRAIL = uuid.UUID("7ba11000-0000-4000-8000-000000000000")  # what an entry about the audit trail itself is about


class Outcome(TextChoices):
    """How an audited attempt ended."""

    DONE = "done", _("done")
    OPENED = "opened", _("opened")
    REFUSED = "refused", _("refused")


# The sides whose pages have long texts, which are kept while they are written.
SIDES_THAT_WRITE = (Side.REGISTRY, Side.WELFARE, Side.DECISION, Side.FAMILY, Side.CONTRIBUTOR, Side.CLEARANCE)


# The sides whose people have a caseload, and are told by e-mail that something waits.
SIDES_TOLD = (Side.REGISTRY, Side.WELFARE, Side.DECISION)


class AccountStep(TextChoices):
    """What an administrator did with somebody's account."""

    ADDED = "added", _("added")
    INVITED = "invited", _("link made for choosing a password")
    ROLE_GIVEN = "role_given", _("role given")
    ROLE_ENDED = "role_ended", _("role ended")
    LOGIN_CLOSED = "login_closed", _("login closed")
    LOGIN_OPENED = "login_opened", _("login opened again")
    SECOND_STEP_TAKEN_OFF = "second_step_taken_off", _("second step taken off")
    SOCIAL_WORKER = "social_worker", _("noted as a registered social worker")
    NO_SOCIAL_WORKER = "no_social_worker", _("noted as no registered social worker any more")


class CopyEnd(TextChoices):
    """How it ended that somebody was writing."""

    SENT = "sent", _("sent")
    STARTED_AGAIN = "started_again", _("started again without it")
