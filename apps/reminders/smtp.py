"""The SMTP conversation, verb by verb: one recipient a transaction, one line for a whole run.

Only a cut after the last dot leaves a doubt. Any answer is sure, and so is a cut before the dot: a
relay drops a message that has no end (RFC 5321, 4.1.1.4).
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from time import monotonic

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME
from django.utils.translation import gettext as _

from apps.reminders.answers import TOO_LARGE, Answer, Doubt, Refused, Unreachable
from apps.reminders.crash import crash_point

START_BODY, CLOSING = 354, 421
LINE_END = re.compile(rb"\r\n|\r|\n")
DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpLine:
    """A connection to the relay of EMAIL_URL; a message never takes more than EMAIL_TIMEOUT."""

    def __init__(self):
        self._smtp = None
        self._until = 0.0

    def open(self) -> None:
        """Connect, encrypt and sign in if need be; raise `Unreachable` with the reason."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except smtplib.SMTPNotSupportedError as error:
            raise Unreachable(self._without_tls(error)) from error
        except OSError as error:
            raise Unreachable(str(error) or repr(error)) from error

    def _connect(self):
        connection = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        context = {"context": ssl.create_default_context()} if settings.EMAIL_USE_SSL else {}
        smtp = connection(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            local_hostname=DNS_NAME.get_fqdn(),
            timeout=settings.EMAIL_TIMEOUT,
            **context,
        )
        try:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except OSError:
            smtp.close()
            raise
        return smtp

    def _without_tls(self, error) -> str:
        if settings.EMAIL_USE_TLS:
            return _(
                "Le relais ne propose pas le chiffrement demandé (STARTTLS) : rien n’est envoyé."
            )
        return str(error)

    def begin(self, mail) -> None:
        """Name the sender and the recipient; `Refused`, or `Unreachable` for a barred sender."""
        self._until = monotonic() + settings.EMAIL_TIMEOUT
        options = ["body=8bitmime"] if self._smtp.has_extn("8bitmime") else []
        sender = self._sure(_address, settings.DEFAULT_FROM_EMAIL)
        recipient = self._sure(_address, mail.recipient)
        answer = self._say(self._smtp.mail, sender, options)
        if answer.code >= 500 and answer.code != TOO_LARGE:
            self.close()
            raise Unreachable(str(answer))
        self._expect(answer, 250)
        self._expect(self._say(self._smtp.rcpt, recipient), 250, 251)

    def finish(self, mail) -> Answer:
        """Hand the bytes over and return the answer; `Refused` or `Doubt` where there is none."""
        self._expect(self._say(self._smtp.docmd, "DATA"), START_BODY)
        body = DOT.sub(b"..", LINE_END.sub(b"\r\n", bytes(mail.raw)))
        self._sure(self._smtp.sock.sendall, body if body.endswith(b"\r\n") else body + b"\r\n")
        crash_point("half of the message")
        try:
            self._hurry()
            self._smtp.sock.sendall(b".\r\n")
            crash_point("dot sent")
            answer = Answer(*_read(self._smtp.getreply()))
        except OSError as error:
            self.close()
            raise Doubt(str(error) or repr(error)) from error
        self._expect(answer, 250)
        return answer

    def close(self) -> None:
        """Leave the relay; a line that is broken already is simply forgotten."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.settimeout(1)
                smtp.quit()

    def _say(self, verb, *words) -> Answer:
        return Answer(*_read(self._sure(verb, *words)))

    def _sure(self, act, *arguments):
        """Do one act before the last dot: a cut, or words that cannot be said, send nothing."""
        try:
            self._hurry()
            return act(*arguments)
        except (OSError, ValueError) as error:
            self.close()
            raise Refused(Answer(0, str(error) or repr(error))) from error

    def _hurry(self) -> None:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError(_("Le relais est trop lent."))
        self._smtp.sock.settimeout(left)

    def _expect(self, answer: Answer, *codes: int) -> None:
        if answer.code in codes:
            return
        if answer.code == CLOSING:
            self.close()
        else:
            with suppress(Refused):
                self._sure(self._smtp.rset)
        raise Refused(answer)


def _address(address: str) -> str:
    return sanitize_address(address, "utf-8")


def _read(reply: tuple[int, bytes]) -> tuple[int, str]:
    code, text = reply
    return code, text.decode(errors="replace")
