"""Certificates that enter the fleet: by their files, or by hand."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.certificates import services, tickets
from apps.certificates.advice import weak_key
from apps.certificates.forms.acts import RecordForm
from apps.certificates.forms.drop import DropForm, LineForm
from apps.certificates.forms.pieces import read_uploads
from apps.certificates.models import Certificate
from apps.certificates.states import CertificateState, Purpose
from apps.certificates.uploads import in_memory
from apps.certificates.views.simple import FORM
from apps.certificates.x509.facts import Facts
from apps.core.acts import NOT_VALID, act
from apps.core.refusals import Refusal
from apps.products.access import access
from apps.products.models import Product
from apps.products.states import Action
from apps.rules.wording import french_day

DROP = "drop"
MAILBOX = ("email", "is_shared_mailbox", "has_captcha")


@dataclass
class Line:
    """A certificate that was read: its file, what it says, what to know, the form about it."""

    filename: str
    facts: Facts
    warnings: list[str]
    form: LineForm


@access(Action.CONTRIBUTE, model=Product, methods=FORM)
def create(request, product):
    """Enter a certificate by hand."""

    def do(data):
        data.pop("revision")
        return services.record_certificate(
            product.pk, by=request.user, today=timezone.localdate(), **data
        )

    return act(
        request,
        RecordForm,
        do=do,
        title=_("Saisir un certificat – %(product)s") % {"product": product},
        submit=_("Enregistrer"),
        back=reverse("certificates:list"),
        done=_("Le certificat est dans le parc."),
        form_kwargs={"product": product, "initial": {"responsible": request.user.pk}},
    )


@in_memory
@access(Action.CONTRIBUTE, model=Product, methods=FORM)
def drop(request, product):
    """Read dropped files and show what they say; keep the chosen ones once confirmed."""
    if request.method == "POST" and "ticket" in request.POST:
        return _confirm(request, product)
    initial = {"responsible": request.user.pk}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DropForm(*posted, product=product, initial=initial)
    if not posted or not form.is_valid():
        return _page(request, product, status=NOT_VALID if posted else 200, form=form)
    data = form.cleaned_data
    reading = read_uploads(data["files"])
    found, known = _apart(product, reading.found)
    carried = {
        "lines": [(each.filename, each.facts.as_json()) for each in found],
        "responsible": data["responsible"].pk,
        "mailbox": {name: data[name] for name in MAILBOX},
    }
    context = {
        "form": form,
        "reading": reading,
        "ignored": [*known, *reading.ignored],
        "lines": _lines(product, [(each.filename, each.facts) for each in found]),
    }
    try:
        ticket = tickets.seal(DROP, carried, by=request.user, about=product.pk)
    except Refusal as refusal:
        form.add_error("files", refusal.message)
        return _page(request, product, status=refusal.status, form=form)
    return _page(request, product, ticket=ticket if found else "", **context)


def _confirm(request, product):
    ticket = request.POST["ticket"]
    try:
        carried = tickets.unseal(DROP, ticket, by=request.user, about=product.pk)
    except Refusal as refusal:
        form = DropForm(product=product, initial={"responsible": request.user.pk})
        return _page(request, product, status=refusal.status, form=form, refusal=refusal)
    read = [(name, Facts.from_json(facts)) for name, facts in carried["lines"]]
    lines = _lines(product, read, posted=request.POST)
    kept = [line for line in lines if line.form["keep"].value()]
    refusal, status = None, NOT_VALID
    if not kept:
        refusal = Refusal(_("Aucun certificat n’est coché : cochez ceux à garder."))
    elif all([line.form.is_valid() for line in kept]):
        try:
            return _keep(request, product, kept, carried)
        except Refusal as caught:
            refusal, status = caught, caught.status
            for rank, why in getattr(caught, "by_line", {}).items():
                field = getattr(why, "field", "")
                form = kept[rank].form
                form.add_error(field if field in form.fields else None, why.message)
    context = {"ticket": ticket, "lines": lines, "refusal": refusal}
    form = DropForm(product=product, initial={"responsible": carried["responsible"]})
    return _page(request, product, status=status, form=form, **context)


def _keep(request, product, lines: list[Line], carried: dict):
    people = DropForm(product=product).fields["responsible"].queryset
    facts = []
    for line in lines:
        chosen = dict(line.form.cleaned_data)
        chosen.pop("keep")
        facts.append({name: getattr(line.facts, name) for name in services.OF_FILE} | chosen)
    kept = services.keep_certificates(
        product.pk,
        facts,
        by=request.user,
        today=timezone.localdate(),
        responsible=people.filter(pk=carried["responsible"]).first() or request.user,
        **carried["mailbox"],
    )
    sentence = ngettext(
        "%(count)d certificat est dans le parc.",
        "%(count)d certificats sont dans le parc.",
        len(kept),
    )
    messages.success(request, sentence % {"count": len(kept)})
    return redirect(kept[0] if len(kept) == 1 else reverse("certificates:list"))


def _apart(product, found: list) -> tuple[list, list[tuple[str, str]]]:
    """Return the certificates that are new to the product, and a sentence for each other one."""
    rows = Certificate.objects.filter(
        product=product, fingerprint__in=[each.facts.fingerprint for each in found]
    )
    there = set(rows.values_list("fingerprint", flat=True))
    known = [
        (each.filename, _("Ce certificat est déjà dans le parc de ce produit."))
        for each in found
        if each.facts.fingerprint in there
    ]
    return [each for each in found if each.facts.fingerprint not in there], known


def _lines(product, read: list[tuple[str, Facts]], *, posted=None) -> list[Line]:
    today = timezone.localdate()
    active = Certificate.objects.filter(
        product=product, state=CertificateState.ACTIF, valid_until__gte=today
    ).by_expiry()
    lines = []
    for rank, (filename, facts) in enumerate(read):
        initial = {
            name: getattr(facts, name)
            for name in ("holder", "structure_type", "identifier", "offer", "usage")
        }
        old = _old_of(active, facts)
        initial |= {"keep": facts.valid_until >= today, "replaces": old}
        initial["purpose"] = _purpose_of(facts.name)
        if old is not None:
            initial |= {"purpose": old.purpose, "structure_type": old.structure_type}
        form = LineForm(posted, prefix=f"c{rank}", candidates=active, initial=initial)
        lines.append(Line(filename, facts, _warnings(facts, today), form))
    return lines


def _purpose_of(name: str) -> Purpose:
    """Return the national service that a certificate's name speaks of, as theirs often do."""
    known = (Purpose.DMP, Purpose.INSI, Purpose.MSSANTE)
    spoken = [each for each in known if each.label.upper() in name.upper()]
    return spoken[0] if spoken else Purpose.OTHER


def _old_of(active, facts: Facts) -> Certificate | None:
    """Return the certificate in service that this one looks to renew: same subject, ends sooner."""
    same = active.filter(subject=facts.subject, usage=facts.usage, environment=facts.environment)
    return same.filter(valid_until__lt=facts.valid_until).first() if facts.subject else None


def _warnings(facts: Facts, today: date) -> list[str]:
    said = []
    if facts.valid_until < today:
        said.append(
            _("Expiré depuis le %(day)s : gardé, il n’entre que dans l’historique.")
            % {"day": french_day(facts.valid_until)}
        )
    if facts.issued_on > today:
        said.append(
            _("Pas encore valide : il commence le %(day)s.") % {"day": french_day(facts.issued_on)}
        )
    if weak_key(facts.key_type, facts.key_size):
        said.append(_("Clé RSA de %(size)d bits : trop courte.") % {"size": facts.key_size})
    return said


def _page(request, product, *, status=200, **context):
    context |= {"product": product, "today": timezone.localdate()}
    return render(request, "certificates/certificate_drop.html", context, status=status)
