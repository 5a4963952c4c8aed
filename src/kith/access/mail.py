"""What leaves by e-mail: that something waits, or a link for choosing a password. No name, no number, no word of a case."""

import logging
from contextlib import suppress
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from kith.access.terms import Side

_log = logging.getLogger(__name__)


def is_on() -> bool:
    """Whether this server sends mail at all."""
    return bool(settings.EMAIL_HOST)


def opened() -> BaseEmailBackend | None:
    """The way to the mail server; None, and a line in the log, where it does not answer."""
    try:
        way: BaseEmailBackend = get_connection()
        way.open()
    except (OSError, SMTPException) as error:
        _log.warning("the mail server does not answer: %s", type(error).__name__)
        return None
    return way


def tell_that_something_waits(to: str, side: Side, way: BaseEmailBackend) -> bool:
    """Say that something waits, and where to sign in; nothing of what. Whether the mail server took it."""
    where = settings.ADDRESSES.get(side, "")
    sign_in = (
        _("Sign in at %(where)s to see it.") % {"where": where} if where else _("Sign in to Kith as you always do.")
    )
    end = _(
        "This message says no more, so that nobody else learns anything from it. Your account has a switch to end them."
    )
    return _sent(
        to, _("Something waits for you in Kith"), f"{_('Something new waits for you.')} {sign_in}\n\n{end}\n", way
    )


def send_link(to: str, link: str, until: str) -> bool:
    """Send somebody new the link by which they choose their password. Whether the mail server took it."""
    way = opened() if is_on() else None
    text = _("You have a login for Kith. Choose your own password by this link, which opens once, until %(until)s:") % {
        "until": until
    }
    end = _("If you did not expect this, do nothing, and tell whoever looks after accounts where you work.")
    return way is not None and _sent(to, _("Choose your password for Kith"), f"{text}\n\n{link}\n\n{end}\n", way)


def _sent(to: str, subject: str, text: str, way: BaseEmailBackend) -> bool:
    try:
        return bool(EmailMessage(subject, text, to=[to], connection=way).send())
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address that no mail can be sent to
        _log.warning("a message was not sent: %s", type(error).__name__)
        with suppress(OSError, SMTPException):
            way.close()  # the next one has a connection of its own
        return False
