"""Hand a frozen mail over: one kept connection, and what a failure proves."""

from contextlib import suppress
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection

from apps.core.mail import frozen_email
from apps.reminders.models import Mail

REFUSALS = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)


class Unreachable(Exception):
    """No connection to the relay: nothing was tried, everything waits for the next run."""


def surely_refused(error: Exception) -> bool:
    """Return whether the message surely did not leave.

    An answer of the relay, or an error of our own, is sure. A cut or a silence is not: the relay
    may have taken the message before.
    """
    return isinstance(error, REFUSALS) or not isinstance(error, OSError)


class Relay:
    """The configured mail backend, connected on the first message and kept until the end."""

    def __init__(self):
        self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def open(self) -> None:
        """Connect if need be; raise `Unreachable` with the error in words."""
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError as error:
                raise Unreachable(str(error)) from error
            self._connection = connection

    def send(self, mail: Mail) -> None:
        """Send the stored bytes of `mail`; whatever goes wrong is raised, and the line closed."""
        message = frozen_email(
            bytes(mail.raw),
            to=mail.recipient,
            subject=mail.subject,
            connection=self._connection,
        )
        try:
            message.send()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Leave the relay; a line that is broken already is simply forgotten."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()
