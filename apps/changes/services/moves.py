"""Move a modification: excluded, established, notified, closed, new application."""

from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from apps.changes.models import ChangeRecord
from apps.changes.services.door import acting
from apps.core.refusals import Invalid
from apps.dossiers.states import DossierState
from apps.products.checks import ask_text, refuse_before
from apps.products.door import move, refuse_future
from apps.products.journal import record
from apps.products.states import Action


def dismiss_change(
    pk: int, *, by, on: date, today: date, justification: str, revision=None
) -> ChangeRecord:
    """Close a modification that leaves conformity untouched; the justification is kept."""
    with _moving("dismiss", pk, by, on, today, revision) as (change, done):
        justification = ask_text(
            justification, "justification", _("Dites pourquoi la conformité n’est pas touchée.")
        )
        refuse_before_discovery(change, on)
        move(change, "dismiss", on=on, justification=justification)
        done(_("Sans impact sur la conformité : %(change)s"), note=justification)
    return change


def establish_impact(pk: int, *, by, on: date, today: date, revision=None) -> ChangeRecord:
    """Note that conformity is touched: the ANS must be told.

    The delay counts from `on`, or from the release of the version when it came first (E12).
    """
    with _moving("establish_impact", pk, by, on, today, revision) as (change, done):
        refuse_before_discovery(change, on)
        move(change, "establish_impact", on=on)
        done(_("Impact établi sur la conformité : %(change)s"))
    return change


def notify_ans(pk: int, *, by, on: date, today: date, revision=None) -> ChangeRecord:
    """Note that the ANS was told; `Conflict` while nature, requirement or attachment misses."""
    with _moving("notify_ans", pk, by, on, today, revision) as (change, done):
        sentence = _("L’impact est établi depuis le %(day)s.")
        refuse_before(on, change.impact_established_on, sentence)
        move(change, "notify_ans", on=on)
        done(_("Modification notifiée à l’ANS : %(change)s"))
    return change


def close_change(pk: int, *, by, on: date, today: date, revision=None) -> ChangeRecord:
    """Note that the ANS took note and asks for nothing more."""
    with _moving("close", pk, by, on, today, revision) as (change, done):
        _refuse_before_notice(change, on)
        move(change, "close", on=on)
        done(_("Modification close, l’ANS en a pris acte : %(change)s"))
    return change


def require_new_request(
    pk: int, *, by, on: date, today: date, received_on: date | None = None, revision=None
) -> ChangeRecord:
    """Note that the ANS asks for a new application, by a letter dated `on`.

    The month counts from that date; `received_on`, kept when it differs, moves nothing (E15).
    """
    with _moving("require_new_request", pk, by, on, today, revision) as (change, done):
        _refuse_before_notice(change, on)
        if received_on is not None:
            refuse_future(received_on, today, field="received_on")
            sentence = _("La demande de l’ANS porte la date du %(day)s.")
            refuse_before(received_on, on, sentence, field="received_on")
        move(change, "require_new_request", on=on, received_on=received_on)
        done(_("L’ANS exige une nouvelle demande : %(change)s"))
    return change


def file_new_request(
    pk: int, *, by, on: date, today: date, new_dossier=None, revision=None
) -> ChangeRecord:
    """Note that the new application is filed; `new_dossier`: its dossier, if followed here.

    Left out, the dossier opened from this modification stays the one.
    """
    with _moving("file_new_request", pk, by, on, today, revision) as (change, done):
        sentence = _("L’ANS a demandé ce dépôt le %(day)s.")
        refuse_before(on, change.new_request_asked_on, sentence)
        _check_new_dossier(change, new_dossier)
        move(change, "file_new_request", on=on)
        change.new_dossier = new_dossier or change.new_dossier
        done(_("Nouvelle demande déposée : %(change)s"), note=str(change.new_dossier or ""))
    return change


@contextmanager
def _moving(verb: str, pk: int, by, on: date, today: date, revision):
    """Yield (the locked modification, `done`); `done(sentence, note="")` writes the journal."""
    with acting(
        verb, pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as change:
        before = change.state

        def done(sentence: str, *, note: str = "") -> None:
            record(
                change,
                verb,
                sentence % {"change": change},
                by=by,
                on=on,
                before=before,
                after=change.state,
                note=note,
            )

        yield change, done


def refuse_before_discovery(change, on: date) -> None:
    """Refuse an act on a modification that nobody knew of yet."""
    refuse_before(on, change.discovered_on, _("La modification est connue depuis le %(day)s."))


def _refuse_before_notice(change, on: date) -> None:
    refuse_before(on, change.notified_on, _("La modification est notifiée depuis le %(day)s."))


def _check_new_dossier(change, new_dossier) -> None:
    if new_dossier is None:
        return
    if new_dossier.product_id != change.product_id or new_dossier.pk == change.dossier_id:
        raise Invalid(
            _("Choisissez un autre dossier du même produit."),
            field="new_dossier",
        )
    if new_dossier.state in (DossierState.ABANDONNE, DossierState.REFUSE, DossierState.RETIRE):
        raise Invalid(
            _("Ce dossier est clos : ouvrez-en un nouveau, puis choisissez-le."),
            field="new_dossier",
        )
