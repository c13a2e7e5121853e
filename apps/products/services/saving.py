"""Save a row that people filled in, or say in French what is wrong with it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid


def save_checked(row):
    """Validate `row` whole and save it; raise `Invalid` on the field that is wrong.

    Two people who write the same number at once: the second gets a `Conflict`.
    """
    try:
        row.full_clean(exclude=["revision"] if hasattr(row, "revision") else None)
    except ValidationError as error:
        raise _readable(error) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(
            _("Quelqu’un vient d’enregistrer la même valeur. Rechargez la page, puis reprenez.")
        ) from error
    return row


def _readable(error: ValidationError) -> Invalid:
    """Keep the first message, on its field; a constraint names its field by its code."""
    field, errors = next(iter(error.error_dict.items()))
    message = " ".join(errors[0].messages)
    if field == NON_FIELD_ERRORS:
        field = errors[0].code or ""
    return Invalid(message, field=field)
