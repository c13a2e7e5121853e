"""What one reads: the fleet by expiry, one certificate, its text, the orders and habilitations."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from apps.certificates.advice import advice_of
from apps.certificates.display import badge_of, chain_of, steps_of, window_of
from apps.certificates.filters import CertificateFilter
from apps.certificates.guards import items_of, sending_blockers
from apps.certificates.models import Certificate, CertificateOrder, CpaCard, Delegation
from apps.certificates.states import CertificateState
from apps.certificates.verbs import order_verbs, verbs_of
from apps.deadlines.models import Deadline
from apps.deadlines.paging import page_of
from apps.products.access import SIGNED_IN, access
from apps.products.journal import events_of
from apps.products.policy import products_for
from apps.products.states import Action
from apps.rules.book import CERTIFICATE_END, CERTIFICATE_VALIDITY

IN_SECTIONS = ("add_mailbox", "note_facts", "assign", "update")


@access(SIGNED_IN)
def certificate_list(request):
    """List the certificates of every product that the person sees, the next to end first."""
    today = timezone.localdate()
    seen = Certificate.objects.visible_to(request.user)
    chosen = CertificateFilter(
        request.GET, queryset=seen.for_display().by_expiry(), request=request, on=today
    )
    page = page_of(chosen.qs, request)
    context = {
        "filter": chosen,
        "filtered": any(chosen.form[name].value() for name in chosen.filters),
        "page": page,
        "lines": [(row, badge_of(row, today=today)) for row in page.rows],
        "figures": seen.figures(on=today),
        "orders": CertificateOrder.objects.visible_to(request.user).open().for_display()[:10],
        "may_add": products_for(request.user, Action.CONTRIBUTE).exists(),
        "today": today,
    }
    return render(request, "certificates/certificate_list.html", context)


@access(Action.VIEW, model=Certificate, rows="for_display")
def detail(request, certificate):
    """Show what a certificate says, where it stands, its renewal, its due dates and journal."""
    today = timezone.localdate()
    verbs = verbs_of(certificate, request.actions, today=today)
    active = certificate.state == CertificateState.ACTIF
    context = {
        "certificate": certificate,
        "today": today,
        "badge": badge_of(certificate, today=today),
        "window": window_of(certificate, today=today),
        "advice": advice_of(certificate, today=today),
        "primary": [verb for verb in verbs if verb.primary],
        "others": [verb for verb in verbs if not verb.primary and verb.name not in IN_SECTIONS],
        "verbs": {verb.name: verb for verb in verbs},
        "steps": steps_of(certificate) if active else [],
        "may_tick": active and Action.CONTRIBUTE in request.actions,
        "chain": chain_of(certificate),
        "emails": certificate.emails.all(),
        "deadlines": Deadline.objects.of(certificate),
        "rule": CERTIFICATE_END,
        "validity": CERTIFICATE_VALIDITY,
        "events": events_of(certificate),
    }
    return render(request, "certificates/certificate_detail.html", context)


@access(Action.VIEW, model=Certificate)
def pem(request, certificate):
    """Give the certificate as it was read: it is public, and holds no key."""
    if not certificate.pem:
        raise Http404
    response = HttpResponse(certificate.pem, content_type="application/x-pem-file")
    name = f"{slugify(certificate.name) or 'certificat'}.pem"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@access(Action.VIEW, model=CertificateOrder, rows="for_display")
def order(request, order):
    """Show an order: its check-list, its steps, its certificates, its journal."""
    verbs = order_verbs(order, request.actions)
    context = {
        "order": order,
        "today": timezone.localdate(),
        "primary": [verb for verb in verbs if verb.primary],
        "others": [verb for verb in verbs if not verb.primary],
        "items": [(label, getattr(order, name)) for name, label in items_of(order)],
        "missing": sending_blockers(order) if not order.sent else [],
        "certificates": order.certificates.for_display(),
        "events": events_of(order),
    }
    return render(request, "certificates/order_detail.html", context)


@access(SIGNED_IN)
def papers(request):
    """List the cards and the delegations of the products that the person sees."""
    today = timezone.localdate()
    cards = CpaCard.objects.visible_to(request.user).select_related("person", "product")
    rows = Delegation.objects.visible_to(request.user).select_related("product")
    context = {
        "cards": cards[:200],
        "delegations": rows[:200],
        "led": products_for(request.user, Action.LEAD).order_by("name"),
        "today": today,
    }
    return render(request, "certificates/papers.html", context)


@access(SIGNED_IN)
def add(request):
    """Choose the product that the new certificates are for, and how they come."""
    context = {
        "products": products_for(request.user, Action.CONTRIBUTE).order_by("name"),
        "led": set(products_for(request.user, Action.LEAD).values_list("pk", flat=True)),
    }
    return render(request, "certificates/certificate_add.html", context)
