"""The due dates that a dossier should have in the register: pure reading, no writing.

The words are stored, so they are written in the site's own language whoever asks.
"""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.deadlines.services import Due
from apps.dossiers.clock import live_events, open_returns, read_clock
from apps.dossiers.models import Dossier, ReviewEvent, RoundItem
from apps.dossiers.passi import forms_by_document
from apps.dossiers.states import AWARDED, OPEN, REACHED, DossierState, ReviewKind
from apps.dossiers.targets import target_dues
from apps.frameworks.states import ResumePolicy
from apps.rules.book import DSR_MILESTONE, PROOF_TOO_OLD, RETURN_ANSWER, REVIEW_PERIOD
from apps.rules.clock import ReviewClock
from apps.rules.counting import days_between, due_date, latest_fresh_deposit
from apps.rules.wording import french_day


@override(settings.LANGUAGE_CODE)
def due_dates(dossier: Dossier, *, today: date) -> list[Due]:
    """Return every due date of `dossier` as its facts stand on `today`."""
    events = live_events(dossier)
    return [
        *story_dues(dossier, events, today=today),
        *_milestones(dossier),
        *_ageing_forms(dossier),
        *target_dues(dossier),
    ]


@override(settings.LANGUAGE_CODE)
def story_dues(dossier: Dossier, events: list[ReviewEvent], *, today: date) -> list[Due]:
    """Return the due dates that come from the review alone, for these facts."""
    clock = read_clock(dossier, events, today=today)
    return [*_review(dossier, events, clock), *_answers(dossier, events)]


def _due(dossier: Dossier, rule, due_on: date, title: str, **facts) -> Due:
    return Due(
        kind=rule.code,
        due_on=due_on,
        title=title,
        responsible_id=dossier.responsible_id,
        url=dossier.get_absolute_url(),
        **facts,
    )


def _review(dossier: Dossier, events: list[ReviewEvent], clock: ReviewClock) -> list[Due]:
    """The decision of the ANS: no date while the clock is stopped, met by the decision."""
    if clock.due_on is None or dossier.state == DossierState.ABANDONNE:
        return []
    decided = [event for event in events if event.kind == ReviewKind.DECIDED and not event.early]
    return [
        _due(
            dossier,
            REVIEW_PERIOD,
            clock.due_on,
            _("Suivre la décision de l’ANS : %(dossier)s") % {"dossier": dossier},
            starts_on=clock.started_on,
            explanation=_why_review(dossier, events, clock),
            done_on=decided[0].occurred_on if decided else None,
        )
    ]


def _why_review(dossier: Dossier, events: list[ReviewEvent], clock: ReviewClock) -> str:
    pathway = dossier.pathway
    facts = {
        "phrase": replace(REVIEW_PERIOD, amount=pathway.review_days).phrase,
        "day": french_day(clock.started_on),
        "basis": pathway.get_review_basis_display(),
        "source": REVIEW_PERIOD.source,
    }
    added = days_between(clock.started_on, clock.due_on) - pathway.review_days
    if not added:
        story = _("%(phrase)s après le dossier complet du %(day)s.") % facts
    elif pathway.resume_policy == ResumePolicy.RESTART:
        story = _("%(phrase)s après le redépôt, le compte repartant de zéro.") % facts
    else:
        facts["pause"] = replace(REVIEW_PERIOD, amount=added).phrase
        story = (
            _(
                "%(phrase)s après le dossier complet du %(day)s, prolongés de %(pause)s "
                "d’allers-retours."
            )
            % facts
        )
    return f"{story} {_('Valeur : %(basis)s (%(source)s).') % facts}"


def _answers(dossier: Dossier, events: list[ReviewEvent]) -> list[Due]:
    """The answer to the last return of each scope: open until its redeposit."""
    waiting = open_returns(events)
    last = {event.scope: event for event in events if event.kind == ReviewKind.RETURNED}
    dues = []
    for scope, event in last.items():
        answered_on = _answered_on(events, event)
        if scope in waiting and dossier.state not in OPEN:
            continue
        if scope not in waiting and answered_on is None:
            continue
        dues.append(_answer(dossier, event, answered_on))
    return dues


def _answered_on(events: list[ReviewEvent], returned: ReviewEvent) -> date | None:
    """The day of the redeposit that closed a return, None when nothing answered it."""
    later = events[events.index(returned) + 1 :]
    for event in later:
        if event.kind == ReviewKind.REDEPOSITED and event.scope in ("", returned.scope):
            return event.occurred_on
    return None


def _answer(dossier: Dossier, event: ReviewEvent, answered_on: date | None) -> Due:
    facts = {"dossier": dossier, "chapter": event.chapter, "day": french_day(event.occurred_on)}
    if event.chapter:
        title = _("Redéposer le chapitre « %(chapter)s » : %(dossier)s") % facts
    else:
        title = _("Redéposer ce que l’ANS a renvoyé : %(dossier)s") % facts
    facts |= {"phrase": RETURN_ANSWER.phrase, "source": RETURN_ANSWER.source}
    return _due(
        dossier,
        RETURN_ANSWER,
        due_date(event.occurred_on, RETURN_ANSWER),
        title,
        slot=event.scope,
        starts_on=event.occurred_on,
        explanation=_(
            "%(phrase)s après le retour du %(day)s (%(source)s). L’horloge de l’ANS attend."
        )
        % facts,
        done_on=answered_on,
    )


def _milestones(dossier: Dossier) -> list[Due]:
    """The milestones that ask for a state and fall after the opening of the dossier."""
    reached = REACHED.get(DossierState(dossier.state))
    if reached is None:
        return []
    dues = []
    for milestone in dossier.dsr.milestones.exclude(expected_state=""):
        wanted = REACHED[DossierState(milestone.expected_state)]
        if milestone.due_on >= dossier.opened_on:
            done_on = reached_on(dossier, wanted) if reached >= wanted else None
            dues.append(_milestone(dossier, milestone, done_on))
    return dues


def _milestone(dossier: Dossier, milestone, done_on: date | None) -> Due:
    state = DossierState(milestone.expected_state).label
    facts = {"milestone": milestone.name, "dossier": dossier, "state": state}
    return _due(
        dossier,
        DSR_MILESTONE,
        milestone.due_on,
        _("Tenir le jalon « %(milestone)s » : %(dossier)s") % facts,
        slot=str(milestone.pk),
        explanation=_("Le DSR %(dsr)s attend l’état « %(state)s » à cette date.")
        % {"dsr": dossier.dsr, "state": state},
        done_on=done_on,
    )


def reached_on(dossier: Dossier, rank: int) -> date:
    """The day on which the dossier first reached that rank of `REACHED`."""
    days = {
        0: dossier.opened_on,
        1: dossier.eligibility_on,
        2: dossier.proofs_on,
        3: dossier.instruction_on,
        4: dossier.decided_on,
    }
    return days[rank]


def _ageing_forms(dossier: Dossier) -> list[Due]:
    """The last day on which each PASSI form may be deposited; met by the deposit that held it."""
    if dossier.state not in [*OPEN, *AWARDED]:
        return []
    examined = dossier.rounds.examined()
    held = RoundItem.objects.filter(round__in=examined, version__isnull=False)
    deposits = held.order_by("-round__number").values_list("version", "round__deposited_on")
    first_deposit = dict(deposits)
    dues = []
    for version in forms_by_document(dossier):
        done_on = first_deposit.get(version.pk)
        if done_on or dossier.state in OPEN:
            dues.append(_ageing_form(dossier, version, done_on))
    return dues


def _ageing_form(dossier: Dossier, version, done_on: date | None) -> Due:
    last_day = latest_fresh_deposit(version.document_on)
    planned = dossier.planned_deposit_on
    facts = {"title": version.evidence.title, "dossier": dossier}
    if done_on is None and planned and planned > last_day:
        title = _("Refaire « %(title)s », trop ancien au dépôt prévu : %(dossier)s") % facts
    else:
        title = _("Déposer « %(title)s » avant qu’il soit trop ancien : %(dossier)s") % facts
    why = {
        "day": french_day(version.document_on),
        "label": PROOF_TOO_OLD.label,
        "source": PROOF_TOO_OLD.source,
    }
    return _due(
        dossier,
        PROOF_TOO_OLD,
        last_day,
        title,
        slot=str(version.evidence_id),
        starts_on=version.document_on,
        explanation=_(
            "Document daté du %(day)s : dernier jour où l’ANS l’accepte encore (%(source)s)."
        )
        % why,
        done_on=done_on,
    )
