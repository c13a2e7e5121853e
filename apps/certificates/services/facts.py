"""Enter a certificate by hand, complete its facts, its mailboxes and its check-list."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.certificates.models import Certificate, NotificationEmail, RenewalCheck
from apps.certificates.services.checking import (
    check_usage,
    checked_dates,
    checked_email,
    checked_holder,
    state_at,
)
from apps.certificates.services.door import acting, follow_up
from apps.certificates.states import RenewalStep
from apps.core.refusals import Conflict, Invalid
from apps.products.checks import ask_text, check_responsible, refuse_before
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.models import Product
from apps.products.states import Action

EDITABLE = ("holder", "structure_type", "identifier", "purpose", "comment")


def record_certificate(
    product_pk: int,
    *,
    by,
    today: date,
    issued_on: date,
    email: str,
    is_shared_mailbox: bool = False,
    has_captcha: bool = False,
    valid_until: date | None = None,
    **facts,
) -> Certificate:
    """Enter an issued certificate in the fleet of a product.

    `facts`: fields of the model, `responsible` among them. Without `valid_until`, the rule gives
    it. `Conflict` when fingerprint or serial number are already there.
    """
    with locked(Product, product_pk, by=by, action=Action.CONTRIBUTE) as product:
        facts = checked_facts(product, facts)
        issued_on, valid_until = checked_dates(issued_on, valid_until)
        email = checked_email(email)
        certificate = insert(
            product=product,
            issued_on=issued_on,
            valid_until=valid_until,
            **facts,
            **state_at(valid_until, today),
        )
        certificate.emails.create(
            email=email, is_shared_mailbox=is_shared_mailbox, has_captcha=has_captcha
        )
        sentence = _("Certificat entré dans le parc : %(certificate)s")
        record(
            certificate,
            "record_certificate",
            sentence % {"certificate": certificate},
            by=by,
            on=today,
            after=certificate.state,
        )
        follow_up(certificate, today)
    return certificate


def checked_facts(product, facts: dict) -> dict:
    """Return the facts of a certificate, cleaned; `Invalid` for the first that is wrong."""
    name = ask_text(facts["name"], "name", _("Donnez le nom du certificat."))
    check_usage(facts["offer"], facts["usage"])
    check_responsible(facts["responsible"], product)
    return checked_holder(facts) | {"name": name}


def insert(**facts) -> Certificate:
    """Insert a certificate; `Conflict` when the product has it already."""
    try:
        with transaction.atomic():
            return Certificate.objects.create(**facts)
    except IntegrityError as error:
        raise Conflict(
            _("Ce certificat est déjà dans le parc : même empreinte ou même numéro de série.")
        ) from error


def update_certificate(pk: int, *, by, today: date, revision=None, **facts) -> Certificate:
    """Complete what is known of the holder and of the use; `facts`: any of `EDITABLE`."""
    if unknown := set(facts) - set(EDITABLE):
        raise TypeError(f"update_certificate() does not know {', '.join(sorted(unknown))}")
    with _noting("update", pk, by, today, revision) as certificate:
        known = {name: getattr(certificate, name) for name in EDITABLE}
        facts = checked_holder(known | facts)
        changed = [name for name in EDITABLE if facts[name] != known[name]]
        for name in changed:
            setattr(certificate, name, facts[name])
        names = [str(Certificate._meta.get_field(name).verbose_name) for name in changed]
        sentence = _("Fiche du certificat complétée")
        record(certificate, "update_certificate", sentence, by=by, on=today, note=", ".join(names))
    return certificate


def assign_certificate(pk: int, *, by, today: date, responsible, revision=None) -> Certificate:
    """Name another technical administrator; the due dates go to them."""
    with acting(
        "assign", pk, by=by, on=today, today=today, action=Action.LEAD, revision=revision
    ) as certificate:
        check_responsible(responsible, certificate.product)
        certificate.responsible = responsible
        sentence = _("Administrateur technique : %(person)s") % {"person": responsible}
        record(certificate, "assign_certificate", sentence, by=by, on=today)
    return certificate


def note_facts(
    pk: int,
    *,
    by,
    today: date,
    ans_notice_on: date | None = None,
    installed_on: date | None = None,
    revision=None,
) -> Certificate:
    """Note the days on which the notice of the ANS came and the certificate was installed."""
    with _noting("note_facts", pk, by, today, revision) as certificate:
        sentence = _("Le certificat est délivré depuis le %(day)s.")
        for name, day in (("ans_notice_on", ans_notice_on), ("installed_on", installed_on)):
            if day is not None:
                refuse_future(day, today, field=name)
                refuse_before(day, certificate.issued_on, sentence, field=name)
            setattr(certificate, name, day)
        sentence = _("Préavis de l’ANS et installation notés")
        record(certificate, "note_facts", sentence, by=by, on=today)
    return certificate


def check_step(
    pk: int, *, by, on: date, today: date, step: str, done: bool = True, revision=None
) -> Certificate:
    """Tick a step of the renewal, done on the day `on`, or take the tick back."""
    with acting(
        "check_step", pk, by=by, on=on, today=today, action=Action.CONTRIBUTE, revision=revision
    ) as certificate:
        label = RenewalStep(step).label
        refuse_before(on, certificate.issued_on, _("Le certificat est délivré le %(day)s."))
        if done:
            RenewalCheck.objects.update_or_create(
                certificate=certificate, step=step, defaults={"done_on": on, "done_by": by}
            )
            sentence = _("Renouvellement, étape faite : %(step)s")
        else:
            RenewalCheck.objects.filter(certificate=certificate, step=step).delete()
            sentence = _("Renouvellement, étape reprise : %(step)s")
        record(certificate, "check_step", sentence % {"step": label}, by=by, on=on)
    return certificate


def add_mailbox(
    pk: int,
    *,
    by,
    today: date,
    email: str,
    is_shared_mailbox: bool = False,
    has_captcha: bool = False,
    revision=None,
) -> Certificate:
    """Add a mailbox for the notices of the ANS; one that is there already takes the new facts."""
    with _noting("add_mailbox", pk, by, today, revision) as certificate:
        facts = {"is_shared_mailbox": is_shared_mailbox, "has_captcha": has_captcha}
        email = checked_email(email)
        NotificationEmail.objects.update_or_create(
            certificate=certificate, email=email, defaults=facts
        )
        sentence = _("Adresse d’alerte : %(email)s") % {"email": email}
        record(certificate, "add_mailbox", sentence, by=by, on=today)
    return certificate


def remove_mailbox(pk: int, email_pk: int, *, by, today: date, revision=None) -> Certificate:
    """Take a mailbox off; the last one stays, or the notice of the ANS would reach nobody."""
    with _noting("remove_mailbox", pk, by, today, revision) as certificate:
        row = certificate.emails.filter(pk=email_pk).first()
        if row is None:
            raise Invalid(_("Cette adresse n’est pas celle de ce certificat."))
        if certificate.emails.count() == 1:
            raise Conflict(
                _("C’est la dernière adresse d’alerte : ajoutez-en une autre, puis retirez-la.")
            )
        row.delete()
        sentence = _("Adresse d’alerte retirée : %(email)s") % {"email": row.email}
        record(certificate, "remove_mailbox", sentence, by=by, on=today)
    return certificate


def _noting(verb: str, pk: int, by, today: date, revision):
    return acting(
        verb, pk, by=by, on=today, today=today, action=Action.CONTRIBUTE, revision=revision
    )
