"""The page of a dossier: what blocks it, the ANS's clock and its reasons, then the rest."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from apps.cnda.cover import cover_of
from apps.core.refusals import Invalid
from apps.deadlines.models import Deadline
from apps.dossiers.clock import in_reading_order, read_clock
from apps.dossiers.forms.review import ProjectionForm
from apps.dossiers.models import Dossier
from apps.dossiers.pages.freshness import ageing_forms
from apps.dossiers.pages.ledger import ledger_of
from apps.dossiers.pages.obstacles import obstacles_of
from apps.dossiers.pages.overview import chapters_of, steps_of
from apps.dossiers.pages.projection import due_if_redeposited
from apps.dossiers.states import HOLDING, JUDGED, OPEN
from apps.dossiers.verbs import verbs_of
from apps.products.access import access
from apps.products.journal import events_of
from apps.products.states import Action
from apps.rules.book import PROOF_TARGET, REVIEW_PERIOD
from apps.rules.drawing import cells

RECENT = 8
ALL = 500


@access(Action.VIEW, model=Dossier, rows="for_page")
def detail(request, dossier):
    """One dossier. Its queries do not depend on how many proofs it has."""
    today = timezone.localdate()
    actions = request.actions
    verbs = verbs_of(dossier, actions)
    limit = ALL if request.GET.get("histoire") == "tout" else RECENT
    history = list(events_of(dossier)[: limit + 1])
    obstacles = obstacles_of(dossier)
    context = {
        "dossier": dossier,
        "product": dossier.product,
        "actions": actions,
        "may_report_change": Action.CONTRIBUTE in actions and dossier.state in HOLDING,
        "may_answer": Action.CONTRIBUTE in actions and dossier.state in OPEN,
        "in_tray": dossier.tray.waiting().count(),
        "primary": [verb for verb in verbs if verb.primary],
        "others": [verb for verb in verbs if not verb.primary],
        "steps": steps_of(dossier),
        "obstacles": obstacles,
        "ageing": _ageing(dossier, obstacles, today),
        "chapters": chapters_of(dossier),
        "covers": cover_of(dossier.product_version, dossier.dsr),
        "deadlines": _open_deadlines(dossier).exclude(kind=PROOF_TARGET.code),
        "targets": _targets(dossier),
        "profiles": dossier.profiles.all(),
        "dropped": dossier.proofs.dropped().count(),
        "rounds": dossier.rounds.select_related("event", "chapter")
        .annotate(
            proofs=Count("items__proof", distinct=True),
            files=Count("items__sha256", distinct=True),
        )
        .order_by("-number"),
        "may_judge": Action.LEAD in actions and dossier.state in JUDGED,
        "history": history[:limit],
        "more_history": len(history) > limit,
        "recent": RECENT,
        **_clock_context(dossier, today),
    }
    return render(request, "dossiers/dossier_detail.html", context)


def _ageing(dossier: Dossier, obstacles, today) -> list:
    """Return the forms that age before the deposit, unless the next step says so already."""
    if obstacles is None or any(
        each.code == "proof_too_old" for each in (*obstacles.blockers, *obstacles.folded)
    ):
        return []
    return ageing_forms(dossier, today=today)


def _clock_context(dossier: Dossier, today) -> dict:
    events = list(
        dossier.review_events.select_related(
            "chapter", "message__evidence", "recorded_by", "voided_by"
        )
    )
    live = [event for event in events if event.voided_at is None]
    clock = read_clock(dossier, in_reading_order(live), today=today)
    return {
        "clock": clock,
        "cells": cells(clock, today),
        "ledger": ledger_of(clock, events, today=today),
        "rule": REVIEW_PERIOD,
        "projection": ProjectionForm(today=today) if clock.state == "paused" else None,
    }


def _open_deadlines(dossier: Dossier):
    return Deadline.objects.open().filter(
        subject_type=ContentType.objects.get_for_model(Dossier), subject_id=dossier.pk
    )


def _targets(dossier: Dossier) -> dict:
    """Return how many proofs have an internal target ahead (`n`), the first one, their list."""
    rows = _open_deadlines(dossier).filter(kind=PROOF_TARGET.code).order_by()
    query = urlencode({"kind": PROOF_TARGET.code, "product": dossier.product_id})
    url = f"{reverse('deadlines:list')}?{query}"
    return rows.aggregate(n=Count("pk"), first=Min("due_on")) | {"url": url}


@access(Action.VIEW, model=Dossier)
def projection(request, dossier):
    """Say which date a redeposit on a chosen day would lead to; nothing is written."""
    today = timezone.localdate()
    form = ProjectionForm(request.GET, today=today)
    context = {"dossier": dossier, "form": form, "due_on": None}
    status = 200
    if form.is_valid():
        try:
            context["due_on"] = due_if_redeposited(dossier, form.cleaned_data["on"])
        except Invalid as refusal:
            form.add_error("on", refusal.message)
    if form.errors:
        status = 422
    template = "dossiers/_projection.html" if request.htmx else "dossiers/dossier_projection.html"
    return render(request, template, context, status=status)
