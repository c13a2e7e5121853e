"""What people decide about their messages: how they come, who stands in, what is in hand."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.products.journal import record
from apps.products.models import Product
from apps.products.people import accounts_managed_by
from apps.products.policy import require
from apps.products.states import Action
from apps.reminders.letters import write_test
from apps.reminders.models import WEEKLY, Absence, Acknowledgement, Ladder, Mail, Preference
from apps.reminders.outbox import post
from apps.reminders.states import Channel
from apps.rules.wording import french_day

TEST = "test"


def colleagues_of(person):
    """Return the other active people who see a product that `person` sees."""
    mine = Product.objects.visible_to(person).values("pk")
    sharing = Q(memberships__product__in=mine) | Q(is_superuser=True)
    return User.objects.filter(sharing, is_active=True).exclude(pk=person.pk).distinct()


def set_preference(kind: str, *, by, channel: str, substitute=None) -> None:
    """Say how `by` wants to hear of one kind of due date, or of the weekly summary.

    Kept on the site, a kind that is not optional needs a substitute who sees every product where
    `by` answers for such a date; for anything else a substitute has no object.
    """
    if kind != WEEKLY and not Ladder.objects.filter(kind=kind).exists():
        raise Invalid(_("Aucun rappel ne porte sur cette nature d’échéance."), field="kind")
    if channel not in Channel.values:
        raise Invalid(_("Choisissez dans la liste."), field="channel")
    muted = channel == Channel.SITE and kind != WEEKLY
    if not muted or Ladder.objects.filter(kind=kind, optional=True).exists():
        substitute = None
    else:
        _check_substitute(kind, by, substitute)
    with transaction.atomic():
        if channel == Channel.DIGEST:
            Preference.objects.filter(person=by, kind=kind).delete()
            return
        Preference.objects.update_or_create(
            person=by, kind=kind, defaults={"channel": channel, "substitute": substitute}
        )


def _check_substitute(kind: str, person, substitute) -> None:
    if substitute is None:
        raise Invalid(
            _("Ces rappels ne peuvent pas rester sans destinataire : nommez qui les recevra."),
            field="substitute",
        )
    if not colleagues_of(person).filter(pk=substitute.pk).exists():
        raise Invalid(_("Choisissez un collègue dans la liste."), field="substitute")
    theirs = Product.objects.filter(
        deadlines__responsible=person, deadlines__kind=kind, deadlines__status=DeadlineStatus.OPEN
    ).distinct()
    unseen = theirs.exclude(pk__in=Product.objects.visible_to(substitute).values("pk"))
    if product := unseen.order_by("name").first():
        raise Invalid(
            _("%(person)s ne voit pas %(product)s, dont vous suivez une échéance de cette nature.")
            % {"person": substitute, "product": product},
            field="substitute",
        )


def stop_by_link(person, kinds: list[str]) -> None:
    """Keep on the site what `person` may stop among these kinds; twice is as once."""
    optional = set(Ladder.objects.filter(optional=True).values_list("kind", flat=True)) | {WEEKLY}
    for kind in set(kinds) & optional:
        set_preference(kind, by=person, channel=Channel.SITE)


def may_be_absent(by):
    """Return the people whose absence `by` may note: themselves and the accounts they manage."""
    managed = accounts_managed_by(by).values("pk")
    return User.objects.filter(Q(pk=by.pk) | Q(pk__in=managed), is_active=True)


def possible_delegates(by):
    """Return who may stand in for one of those people: whoever shares a product with `by`."""
    return colleagues_of(by) | User.objects.filter(pk=by.pk, is_active=True).distinct()


def declare_absence(
    *, by, person, starts_on: date, ends_on: date, delegate, today: date
) -> Absence:
    """Note that `person` is away, first and last day included, and who is told meanwhile.

    By the person, or by whoever manages their account. Two absences never share a day.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not may_be_absent(by).filter(pk=person.pk).exists():
            raise PermissionDenied(_("Seule la personne, ou son responsable, note son absence."))
        if ends_on < starts_on:
            raise Invalid(_("L’absence finit avant de commencer."), field="ends_on")
        if ends_on < today:
            raise Invalid(_("Cette absence est déjà passée."), field="ends_on")
        if not colleagues_of(person).filter(pk=delegate.pk).exists():
            raise Invalid(
                _("Choisissez un remplaçant qui partage un produit avec cette personne."),
                field="delegate",
            )
        other = person.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
        if other is not None:
            raise Invalid(
                _("Une absence est déjà notée du %(start)s au %(end)s.")
                % {"start": french_day(other.starts_on), "end": french_day(other.ends_on)},
                field="starts_on",
            )
        return Absence.objects.create(
            person=person,
            starts_on=starts_on,
            ends_on=ends_on,
            delegate=delegate,
            recorded_by=by,
        )


def remove_absence(pk: int, *, by) -> None:
    """Take an absence back: the person is told again from now on."""
    with transaction.atomic():
        rows = Absence.objects.visible_to(by).select_for_update(of=("self",))
        get_object_or_404(rows, pk=pk).delete()


def acknowledge_deadline(pk: int, *, by, until_on: date, today: date) -> Acknowledgement:
    """Note that somebody works on a due date until a day: earlier stages keep quiet meanwhile.

    The due day itself and what follows are told all the same, so that a date already reached has
    nothing to quiet (409). Contributors of the product only.
    """
    with transaction.atomic():
        rows = Deadline.objects.visible_to(by).select_for_update(of=("self",))
        deadline = get_object_or_404(rows, pk=pk)
        require(by, Action.CONTRIBUTE, deadline)
        if deadline.status != DeadlineStatus.OPEN:
            raise Conflict(_("Cette échéance est close : il n’y a plus rien à rappeler."))
        if deadline.due_on <= today:
            raise Conflict(
                _("Le dernier jour est arrivé : les rappels continuent jusqu’à l’acte lui-même.")
            )
        if not today <= until_on < deadline.due_on:
            raise Invalid(
                _("Choisissez un jour à partir d’aujourd’hui et avant le %(day)s.")
                % {"day": french_day(deadline.due_on)},
                field="until_on",
            )
        said, _new = Acknowledgement.objects.update_or_create(
            deadline=deadline,
            revision=deadline.revision,
            responsible=deadline.responsible,
            defaults={"until_on": until_on, "given_by": by},
        )
        sentence = _("« %(title)s » prise en charge jusqu’au %(day)s") % {
            "title": deadline.title,
            "day": french_day(until_on),
        }
        record(deadline, "acknowledge_deadline", sentence, by=by, on=today)
    return said


def send_test(*, by, now: datetime) -> Mail:
    """Freeze a message that shows `by` how messages arrive; the next run sends it."""
    letter = write_test(by, today=timezone.localdate(now))
    return post(letter, person=by, kind=TEST, on=None, at=now)
