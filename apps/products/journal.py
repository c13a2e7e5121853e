"""Write one line of a product's journal; called by services inside their transaction."""

from datetime import date

from django.contrib.contenttypes.models import ContentType

from apps.products.models import Event


def record(
    subject,
    verb: str,
    sentence: str,
    *,
    by,
    on: date,
    before: str = "",
    after: str = "",
    note: str = "",
) -> Event:
    """Note that `verb` happened to `subject` on the day `on`; `sentence` is French, for people.

    `before` and `after` are states; `by` is None when the calendar alone did it.
    """
    return Event.objects.create(
        product=subject.product,
        subject_type=ContentType.objects.get_for_model(subject, for_concrete_model=True),
        subject_id=subject.pk,
        verb=verb,
        sentence=sentence,
        before=before,
        after=after,
        note=note,
        occurred_on=on,
        recorded_by=by,
    )


def events_of(subject):
    """Return the journal of one object, newest first, with the people who wrote it."""
    return Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    ).select_related("recorded_by")
