"""What of somebody's unsent words is kept while they write; when the second step of signing in is passed; what
administrators may do with accounts. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kith.access.terms import ROLE_SIDES, ROLES_OF_STAFF, Role
from kith.verdict import Obstacle

SOURCE = "House rule: no work is lost, and nothing is written over unseen"
MOST_SIGNS = 200_000  # of one page: four of the longest texts
MOST_COPIES = 50  # of one person


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A page that is being written: how many characters it holds, on how many others its writer began and sent nothing, and
    whether another open page wrote here meanwhile, whose words this one never showed."""

    signs: int
    others: int
    is_elsewhere: bool


def obstacles_to_keeping(facts: CopyFacts) -> tuple[Obstacle, ...]:
    """Why the words are not kept while they are written; they can still be sent."""
    writer = "whoever writes"
    if facts.is_elsewhere:
        words = "You are writing here in another window or on another device, too. Send one of them."
        return (Obstacle("written_elsewhere", words, SOURCE, writer),)
    if facts.signs > MOST_SIGNS:
        words = f"These are {facts.signs} characters: at most {MOST_SIGNS} are kept before they are sent."
        return (Obstacle("too_much", words, SOURCE, writer),)
    if facts.others >= MOST_COPIES:
        words = f"You began on {facts.others} pages and sent none of them. Send one, or start one again."
        return (Obstacle("too_many", words, SOURCE, writer),)
    return ()


def kept_until(saved_on: date, days: int) -> date:
    """The last day on which words that were not touched since that day are kept."""
    return saved_on + timedelta(days)


MOST_VIEWS = 20  # of one person on one list


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """What somebody saves a view as, and the names of those that they have on the same list."""

    name: str
    others: tuple[str, ...]


def obstacles_to_saving_view(facts: ViewFacts) -> tuple[Obstacle, ...]:
    """Why a view is not saved under that name: it is one of another, or there are too many. Capitals tell no names apart."""
    writer = "whoever saves"
    if facts.name.casefold() in {other.casefold() for other in facts.others}:
        words = f"You have a saved view called {facts.name}. Give this one another name, or remove that one first."
        return (Obstacle("view_name_taken", words, SOURCE, writer),)
    if len(facts.others) >= MOST_VIEWS:
        words = f"You have {MOST_VIEWS} saved views of this list, which is the most. Remove one that you no longer use."
        return (Obstacle("too_many_views", words, SOURCE, writer),)
    return ()


MOST_TRIES, PAUSE = 5, timedelta(minutes=15)  # of the second step: one of 330,000 codes is right at any time
CODES_SOURCE = "House rule: a code counts once, and is not found by trying (NIST SP 800-63B, 5.1.4 and 5.2.2)"


def tries_now(tries: int, since: datetime | None, at: datetime) -> int:
    """How many tries of the second step still count at that moment."""
    return tries if since is not None and at - since < PAUSE else 0


def obstacles_to_a_try(tries: int) -> tuple[Obstacle, ...]:
    """Why no code is looked at now, not even a right one."""
    if tries < MOST_TRIES:
        return ()
    words = "Too many tries. Wait a quarter of an hour, then try again."
    return (Obstacle("too_many_tries", words, CODES_SOURCE, "whoever signs in"),)


def obstacle_of_code() -> Obstacle:
    """Why this code does not sign in: it is wrong, too old, or was used before; which of them is said to nobody."""
    words = "This code does not fit. Wait for the next one in your app and write that; each code counts once."
    return Obstacle("wrong_code", words, CODES_SOURCE, "whoever signs in")


MOST_MAILS, MAIL_PAUSE = 5, timedelta(minutes=15)  # tries of one message where the mail server refuses, and between two


INVITATION = timedelta(days=7)  # for how long a link for choosing a password opens
ACCOUNTS_SOURCE = (
    "House rule: nobody lets themselves in, nobody works on two sides, and somebody can always put it right"
)
_ADMINISTRATORS = "an administrator"


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role that is to be given for an area (a council's code, or '' for everywhere): whether to whoever gives it, which roles
    with their areas its holder has now, whether their login is open, and the areas that the giver looks after."""

    role: str
    area: str
    is_own: bool
    held: tuple[tuple[str, str], ...]
    is_open: bool
    areas: tuple[str, ...]


def obstacles_to_giving_role(facts: RoleFacts) -> tuple[Obstacle, ...]:
    """Why this role is not given: to oneself, to a job, on a second side, twice, behind a closed login, or outside one's area."""
    found = []
    if facts.is_own:
        found.append(("own_role", "Nobody gives a role to themselves. Ask another administrator."))
    if facts.role not in ROLES_OF_STAFF:
        found.append(("not_for_people", "No account holds this role."))
    elsewhere = {Role(role).label for role, _ in facts.held if ROLE_SIDES[role] != ROLE_SIDES.get(facts.role)}
    if elsewhere:
        words = (
            f"They have work on another side: {', '.join(sorted(map(str, elsewhere)))}. What is read on one side is known on"
            " the other: end that role first."
        )
        found.append(("other_side", words))
    if (facts.role, facts.area) in facts.held:
        found.append(("role_held", "They have this role there already."))
    if not facts.is_open:
        found.append(("login_closed", "Their login is closed. Open it again first."))
    if "" not in facts.areas and facts.area not in facts.areas:
        found.append(("other_area", "You look after accounts of your own area. Choose an area of yours."))
    if "" not in facts.areas and facts.role in (Role.AUDITOR, Role.STATISTICIAN):
        found.append(("every_area", "This role reads of every area. Ask an administrator of all areas."))
    return tuple(Obstacle(code, words, ACCOUNTS_SOURCE, _ADMINISTRATORS) for code, words in found)


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """A login that something is to be done with: whether it is open, whether its password was chosen, whether it has a second
    step, whether it is that of whoever asks, and whether without it nobody was left who looks after all accounts."""

    is_open: bool
    has_password: bool
    has_second_step: bool
    is_own: bool
    is_last_administrator: bool


def obstacles_to_ending_role(
    is_last_administrator: bool, held: tuple[str, ...] = (), areas: tuple[str, ...] = ("",)
) -> tuple[Obstacle, ...]:
    """Why a role is not ended: `held`, where it is, is outside the areas of whoever ends it, or nobody would be left who looks
    after all accounts."""
    if "" not in areas and not set(held) <= set(areas):
        words = "They have work outside your area. Ask an administrator of all areas."
        return (Obstacle("other_area", words, ACCOUNTS_SOURCE, _ADMINISTRATORS),)
    if not is_last_administrator:
        return ()
    words = (
        "Nobody else who can sign in looks after all accounts. Give somebody else the role first; once they have signed in,"
        " end this one."
    )
    return (Obstacle("last_administrator", words, ACCOUNTS_SOURCE, _ADMINISTRATORS),)


def obstacles_to_closing(
    facts: LoginFacts, held: tuple[str, ...] = (), areas: tuple[str, ...] = ("",)
) -> tuple[Obstacle, ...]:
    """Why a login is not closed; `held` are the areas in which it has a role, `areas` those of whoever closes it."""
    if not facts.is_open:
        return (Obstacle("login_closed", "This login is closed already.", ACCOUNTS_SOURCE, _ADMINISTRATORS),)
    return obstacles_to_ending_role(facts.is_last_administrator, held, areas)


def obstacles_to_opening(facts: LoginFacts) -> tuple[Obstacle, ...]:
    """Why a login is not opened again."""
    if facts.is_open:
        return (Obstacle("login_open", "This login is open.", ACCOUNTS_SOURCE, _ADMINISTRATORS),)
    return ()


def obstacles_to_inviting(facts: LoginFacts) -> tuple[Obstacle, ...]:
    """Why no link for choosing a password is made: it would let whoever holds it in as somebody who is there already."""
    if not facts.is_open:
        return (
            Obstacle("login_closed", "Their login is closed. Open it again first.", ACCOUNTS_SOURCE, _ADMINISTRATORS),
        )
    if facts.has_password:
        words = "They have a password of their own. If they forgot it, whoever runs the server makes a link for them."
        return (Obstacle("has_password", words, ACCOUNTS_SOURCE, "whoever runs the server"),)
    return ()


def obstacles_to_taking_off(facts: LoginFacts) -> tuple[Obstacle, ...]:
    """Why the second step of a login is not taken off."""
    if facts.is_own:
        words = "Set up another app on the page of your own account, or ask another administrator."
        return (Obstacle("own_second_step", words, ACCOUNTS_SOURCE, _ADMINISTRATORS),)
    if not facts.has_second_step:
        return (Obstacle("no_second_step", "They have no second step.", ACCOUNTS_SOURCE, _ADMINISTRATORS),)
    return ()


def obstacle_of_email() -> Obstacle:
    """Why a person is not added: somebody has this e-mail."""
    words = "Somebody signs in with this e-mail already. Find them in the list; their login may be closed."
    return Obstacle("email_taken", words, ACCOUNTS_SOURCE, _ADMINISTRATORS)


def obstacles_to_adding_agency(is_known: bool, area: str, areas: tuple[str, ...]) -> tuple[Obstacle, ...]:
    """Why an agency is not added: there is one of this name, or it is outside the areas that its adder looks after."""
    found = []
    if is_known:
        found.append(("agency_known", "There is an agency of this name already."))
    if "" not in areas and area not in areas:
        found.append(("other_area", "You look after accounts of your own area. Write its code."))
    return tuple(Obstacle(code, words, ACCOUNTS_SOURCE, _ADMINISTRATORS) for code, words in found)


def obstacle_of_link() -> Obstacle:
    """Why a link lets nobody choose a password: it was used, is too old, or never was one; which of them is said to nobody."""
    words = "This link does not open anything any more. Ask whoever looks after accounts where you work for a new one."
    return Obstacle("no_link", words, ACCOUNTS_SOURCE, _ADMINISTRATORS)
