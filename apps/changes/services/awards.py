"""The record of an award, and what the ANS does about it: audits, formal notices, sanctions."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.changes.award_dues import DUES
from apps.changes.guards import award_blockers, fact_blockers
from apps.changes.models import Audit, Award, AwardFact, FormalNotice, Sanction
from apps.changes.states import AuditOutcome, NoticeEnd, SanctionLevel
from apps.core.refusals import Invalid
from apps.deadlines.services import sync
from apps.dossiers.models import Dossier
from apps.products.checks import ask_text, refuse_before, refuse_if
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.states import Action
from apps.rules.book import FORMAL_NOTICE_MAXIMUM
from apps.rules.counting import due_date
from apps.rules.wording import french_day


def record_award(pk: int, *, by, today: date, revision=None, **facts) -> Award:
    """Complete the record of the award of dossier `pk`.

    `facts`: any of `framework_version`, `convention_signed_on`, `next_control_on`,
    `new_framework` with `recertify_by`, `recertified_on`. `revision`: of the record, 0 when new.
    """
    with _award_of(pk, by) as dossier:
        award = Award.objects.get_or_create(dossier=dossier)[0]
        award.dossier = dossier
        with locked(Award, award.pk, by=by, action=Action.LEAD, revision=revision) as award:
            award.dossier = dossier
            for name, value in facts.items():
                setattr(award, name, value.strip() if isinstance(value, str) else value)
            _check_award(award, today)
            award.save()
        _note(award, "record_award", _("Fiche d’attribution complétée"), by=by, on=today)
        _follow(award, today)
    return award


def plan_audit(
    pk: int, *, by, today: date, held_on: date, auditor: str, scope: str, **facts
) -> Audit:
    """Note an audit of the award of dossier `pk`, planned or already held.

    `facts`: `environment`, a test environment unless said otherwise, and `environment_ready`.
    """
    with _award_of(pk, by) as dossier:
        since = _("L’attribution est du %(day)s.")
        refuse_before(held_on, dossier.decided_on, since, field="held_on")
        audit = Audit.objects.create(
            dossier=dossier,
            held_on=held_on,
            auditor=ask_text(auditor, "auditor", _("Dites qui fait l’audit.")),
            scope=ask_text(scope, "scope", _("Dites sur quoi porte l’audit.")),
            recorded_by=by,
            **facts,
        )
        sentence = _("Audit par %(auditor)s, le %(day)s") % {
            "auditor": audit.auditor,
            "day": french_day(held_on),
        }
        _note(audit, "plan_audit", sentence, by=by, on=today)
        _follow(audit, today)
    return audit


def conclude_audit(
    pk: int, *, by, on: date, today: date, result: str, findings: str = "", revision=None
) -> Audit:
    """Note the result of an audit, received on the day `on`; what it found is told with it."""
    with _acting("conclude_audit", Audit, pk, by, on, today, revision) as audit:
        if result in (AuditOutcome.REMARKS, AuditOutcome.FAILINGS):
            findings = ask_text(findings, "findings", _("Dites ce que l’audit a relevé."))
        if result != AuditOutcome.CANCELLED:
            refuse_before(on, audit.held_on, _("L’audit est du %(day)s."))
        audit.result, audit.concluded_on, audit.findings = result, on, findings.strip()
        sentence = _("Résultat de l’audit : %(result)s") % {"result": audit.badge.label}
        _note(audit, "conclude_audit", sentence, by=by, on=on, note=audit.findings)
    return audit


def record_notice(
    pk: int, *, by, on: date, today: date, due_on: date, grounds: str, audit: Audit | None = None
) -> FormalNotice:
    """Note a formal notice dated `on`, to be met before the end of `due_on` (CSP R.1470-9)."""
    refuse_future(on, today)
    with _award_of(pk, by) as dossier:
        refuse_before(on, dossier.decided_on, _("L’attribution est du %(day)s."))
        _check_term(on, due_on)
        _check_own(audit, dossier, "audit")
        notice = FormalNotice.objects.create(
            dossier=dossier,
            audit=audit,
            issued_on=on,
            due_on=due_on,
            grounds=ask_text(grounds, "grounds", _("Dites quels manquements l’ANS relève.")),
            recorded_by=by,
        )
        sentence = _("Mise en demeure, à satisfaire avant le %(day)s") % {"day": french_day(due_on)}
        _note(notice, "record_notice", sentence, by=by, on=on, note=notice.grounds)
        _follow(notice, today)
    return notice


def answer_notice(
    pk: int, *, by, on: date, today: date, answer: str, revision=None
) -> FormalNotice:
    """Note what was answered to a formal notice, and when; late is noted as it is."""
    with _acting("answer_notice", FormalNotice, pk, by, on, today, revision) as notice:
        refuse_before(on, notice.issued_on, _("La mise en demeure est du %(day)s."))
        notice.answer = ask_text(answer, "answer", _("Dites ce qui a été répondu."))
        notice.answered_on = on
        sentence = _("Réponse à la mise en demeure")
        _note(notice, "answer_notice", sentence, by=by, on=on, note=notice.answer)
    return notice


def end_notice(pk: int, *, by, on: date, today: date, ending: str, revision=None) -> FormalNotice:
    """Note that the ANS lifted a formal notice, or that a sanction followed it."""
    with _acting("end_notice", FormalNotice, pk, by, on, today, revision) as notice:
        since = notice.answered_on or notice.issued_on
        refuse_before(on, since, _("Le dernier fait noté est du %(day)s."))
        if ending not in (NoticeEnd.LIFTED, NoticeEnd.FOLLOWED):
            raise Invalid(_("Dites si elle est levée ou suivie d’une sanction."), field="ending")
        notice.ending, notice.ended_on = ending, on
        sentence = _("Mise en demeure : %(ending)s") % {"ending": notice.badge.label}
        _note(notice, "end_notice", sentence, by=by, on=on)
    return notice


def record_sanction(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    level: str,
    grounds: str,
    amount: Decimal | None = None,
    notice: FormalNotice | None = None,
) -> Sanction:
    """Note a sanction pronounced on the day `on`; a penalty, and only it, has an amount in euros.

    A suspension or a withdrawal is noted on the dossier too: this line moves no state.
    """
    refuse_future(on, today)
    with _award_of(pk, by) as dossier:
        refuse_before(on, dossier.decided_on, _("L’attribution est du %(day)s."))
        _check_own(notice, dossier, "notice")
        if level == SanctionLevel.PENALTY and not (amount and amount > 0):
            raise Invalid(_("Donnez le montant de la pénalité, en euros."), field="amount")
        if level != SanctionLevel.PENALTY and amount is not None:
            raise Invalid(_("Seule une pénalité a un montant : videz-le."), field="amount")
        sanction = Sanction.objects.create(
            dossier=dossier,
            notice=notice,
            level=level,
            pronounced_on=on,
            amount=amount,
            grounds=ask_text(grounds, "grounds", _("Dites pour quel motif.")),
            recorded_by=by,
        )
        sentence = _("Sanction : %(level)s") % {"level": sanction.badge.label}
        _note(sanction, "record_sanction", sentence, by=by, on=on, note=sanction.grounds)
    return sanction


def void_fact(model, pk: int, *, by, today: date, reason: str, revision=None) -> AwardFact:
    """Void an audit, a formal notice or a sanction noted by mistake; it stays readable."""
    with _acting("void", model, pk, by, today, today, revision) as fact:
        fact.void_reason = ask_text(reason, "reason", _("Dites pourquoi en une phrase."))
        fact.voided_on = today
        sentence = _("Annulé : %(what)s « %(fact)s »") % {
            "what": model._meta.verbose_name,
            "fact": fact,
        }
        _note(fact, "void", sentence, by=by, on=today, note=fact.void_reason)
    return fact


@contextmanager
def _award_of(pk: int, by):
    """Yield the locked dossier, once its award allows facts."""
    with locked(Dossier, pk, by=by, action=Action.LEAD) as dossier:
        refuse_if(award_blockers(dossier))
        yield dossier


@contextmanager
def _acting(verb: str, model, pk: int, by, on: date, today: date, revision):
    with locked(model, pk, by=by, action=Action.LEAD, revision=revision) as fact:
        refuse_if(fact_blockers(fact, verb))
        refuse_future(on, today)
        yield fact
        fact.save()
        _follow(fact, today)


def _follow(fact, today: date) -> None:
    if type(fact) in DUES:
        sync(fact, DUES[type(fact)](fact, today=today), on=today)


def _note(fact, verb: str, sentence: str, *, by, on: date, note: str = "") -> None:
    """Write the line where people read it: in the journal of the dossier, and of the fact."""
    record(fact, verb, sentence, by=by, on=on, note=note)
    record(fact.dossier, verb, sentence, by=by, on=on, note=note)


def _check_award(award: Award, today: date) -> None:
    decided_on = award.dossier.decided_on
    if award.convention_signed_on:
        refuse_future(award.convention_signed_on, today, field="convention_signed_on")
    since = _("L’attribution est du %(day)s.")
    for field in ("next_control_on", "recertify_by"):
        if getattr(award, field):
            refuse_before(getattr(award, field), decided_on, since, field=field)
    if award.recertify_by and not award.new_framework:
        raise Invalid(_("Nommez le nouveau référentiel."), field="new_framework")
    if award.new_framework and not award.recertify_by:
        raise Invalid(_("Donnez la date fixée par l’arrêté."), field="recertify_by")
    if award.recertified_on:
        refuse_future(award.recertified_on, today, field="recertified_on")
        if not award.recertify_by:
            raise Invalid(_("Donnez la date fixée par l’arrêté."), field="recertify_by")


def _check_term(issued_on: date, due_on: date) -> None:
    most = due_date(issued_on, FORMAL_NOTICE_MAXIMUM)
    if due_on <= issued_on:
        raise Invalid(_("Ce délai finit après la mise en demeure."), field="due_on")
    if due_on > most:
        raise Invalid(
            _("Une mise en demeure laisse %(most)s au plus, jusqu’au %(day)s.")
            % {"most": FORMAL_NOTICE_MAXIMUM.phrase, "day": french_day(most)},
            field="due_on",
        )


def _check_own(fact: AwardFact | None, dossier: Dossier, field: str) -> None:
    if fact is not None and (fact.dossier_id != dossier.pk or fact.voided_on):
        raise Invalid(_("Choisissez un fait noté sur ce dossier."), field=field)
