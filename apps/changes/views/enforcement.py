"""What becomes of an audit, a formal notice or a sanction."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.forms import award as forms
from apps.changes.guards import fact_blockers
from apps.changes.models import Audit, FormalNotice, Sanction
from apps.changes.views.simple import FORM
from apps.core.acts import act
from apps.products.access import access
from apps.products.states import Action


@access(Action.LEAD, model=Audit, methods=FORM)
def conclude_audit(request, audit):
    """Note the result of an audit."""
    return _on(
        request,
        audit,
        "conclude_audit",
        forms.AuditResultForm,
        services.conclude_audit,
        title=_("Noter le résultat de l’audit"),
        submit=_("Noter le résultat"),
    )


@access(Action.LEAD, model=FormalNotice, methods=FORM)
def answer_notice(request, notice):
    """Note the answer to a formal notice."""
    return _on(
        request,
        notice,
        "answer_notice",
        forms.AnswerNoticeForm,
        services.answer_notice,
        title=_("Noter la réponse à la mise en demeure"),
        submit=_("Noter la réponse"),
    )


@access(Action.LEAD, model=FormalNotice, methods=FORM)
def end_notice(request, notice):
    """Note how a formal notice ends."""
    return _on(
        request,
        notice,
        "end_notice",
        forms.EndNoticeForm,
        services.end_notice,
        title=_("Noter la fin de la mise en demeure"),
        submit=_("Noter la fin"),
    )


@access(Action.LEAD, model=Audit, methods=FORM)
def void_audit(request, audit):
    """Void an audit noted by mistake."""
    return _void(request, audit)


@access(Action.LEAD, model=FormalNotice, methods=FORM)
def void_notice(request, notice):
    """Void a formal notice noted by mistake."""
    return _void(request, notice)


@access(Action.LEAD, model=Sanction, methods=FORM)
def void_sanction(request, sanction):
    """Void a sanction noted by mistake."""
    return _void(request, sanction)


def _void(request, fact):
    return _on(
        request,
        fact,
        "void",
        forms.VoidForm,
        lambda pk, **facts: services.void_fact(type(fact), pk, **facts),
        title=_("Annuler « %(fact)s »") % {"fact": fact},
        submit=_("Annuler ce fait"),
        intro=_("Il reste lisible, barré, avec votre motif ; son échéance se ferme."),
        danger=True,
    )


def _on(request, fact, verb, form, service, **wording):
    today = timezone.localdate()
    return act(
        request,
        form,
        do=lambda data: service(fact.pk, by=request.user, today=today, **data),
        back=fact.get_absolute_url(),
        blockers=fact_blockers(fact, verb),
        form_kwargs={"initial": {"revision": fact.revision}},
        **wording,
    )
