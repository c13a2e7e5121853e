"""Choose how messages leave: SMTP spoken verb by verb, or one of Django's backends (files)."""

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import get_connection

from apps.core.mail import frozen_email
from apps.reminders.answers import Answer, Doubt, Refused, Unreachable
from apps.reminders.smtp import SmtpLine

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
TAKEN = Answer(250, "OK")


def new_line():
    """Return a line, not connected yet, to what the settings name."""
    return SmtpLine() if settings.EMAIL_BACKEND == SMTP_BACKEND else BackendLine()


class BackendLine:
    """A mail backend of Django, connected on the first message and kept until the end."""

    def __init__(self):
        self._connection = None

    def open(self) -> None:
        """Connect if need be; raise `Unreachable` with the error in words."""
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError as error:
                raise Unreachable(str(error)) from error
            self._connection = connection

    def begin(self, mail) -> None:
        """Nothing is said before the message itself."""

    def finish(self, mail) -> Answer:
        """Hand the stored bytes over; `Refused` or `Doubt` when they were not taken."""
        message = frozen_email(
            bytes(mail.raw), to=mail.recipient, subject=mail.subject, connection=self._connection
        )
        try:
            message.send()
        except Exception as error:
            self.close()
            raise _proof(error) from error
        return TAKEN

    def close(self) -> None:
        """Leave the backend; a line that is broken already is simply forgotten."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()


def _proof(error: Exception) -> Exception:
    """Return what a failure proves: an answer or an error of our own is sure, a cut is not."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Refused(Answer(code, _words(text)))
    if isinstance(error, SMTPResponseException):
        return Refused(Answer(error.smtp_code, _words(error.smtp_error)))
    if isinstance(error, OSError):
        return Doubt(str(error) or repr(error))
    return Refused(Answer(0, str(error) or repr(error)))


def _words(text) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)
