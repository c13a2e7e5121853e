"""The acts that move a modification to another state."""

from django.utils.translation import gettext as _

from apps.changes import services
from apps.changes.forms import change as forms
from apps.changes.models import ChangeRecord
from apps.changes.views.simple import FORM, act_on
from apps.core.forms import DatedActForm
from apps.products.access import access
from apps.products.states import Action
from apps.rules.book import CHANGE_NOTIFICATION, NEW_APPLICATION


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def dismiss(request, change):
    """Conclude that conformity is untouched."""
    return act_on(
        request,
        change,
        "dismiss",
        forms.DismissForm,
        services.dismiss_change,
        title=_("Conclure : sans impact sur la conformité"),
        submit=_("Clore sans notification"),
        intro=_("Le certificat ou le référencement couvre la version modifiée : rien à notifier."),
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def establish_impact(request, change):
    """Conclude that conformity is touched."""
    intro = _(
        "L’ANS doit être prévenue sous %(delay)s, comptés de ce jour ou de la mise à disposition "
        "si elle le précède."
    )
    return act_on(
        request,
        change,
        "establish_impact",
        DatedActForm,
        services.establish_impact,
        title=_("Conclure : la conformité est touchée"),
        submit=_("Établir l’impact"),
        intro=intro % {"delay": CHANGE_NOTIFICATION.phrase},
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def notify_ans(request, change):
    """Note that the ANS was told."""
    return act_on(
        request,
        change,
        "notify_ans",
        DatedActForm,
        services.notify_ans,
        title=_("Noter la notification à l’ANS"),
        submit=_("Noter la notification"),
        intro=_("SegurTrack n’écrit pas à l’ANS : notez le jour où la notification est partie."),
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def close(request, change):
    """Note that the ANS asks for nothing more."""
    return act_on(
        request,
        change,
        "close",
        DatedActForm,
        services.close_change,
        title=_("Clore la modification"),
        submit=_("Clore"),
        intro=_("L’ANS a pris acte de la notification et ne demande rien de plus."),
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def require_new_request(request, change):
    """Note that the ANS asks for a new application."""
    intro = _("La nouvelle demande sera à déposer sous %(delay)s, comptés de la date de l’ANS.")
    return act_on(
        request,
        change,
        "require_new_request",
        forms.NewRequestForm,
        services.require_new_request,
        title=_("L’ANS exige une nouvelle demande"),
        submit=_("Noter l’exigence"),
        intro=intro % {"delay": NEW_APPLICATION.phrase},
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def open_application(request, change):
    """Open the dossier of the new application from the files of the first."""
    intro = _(
        "Le dossier s’ouvre sur le même DSR : les fichiers des mêmes preuves y sont repris, "
        "marqués comme tels et à relire. Rien n’est déposé."
    )
    return act_on(
        request,
        change,
        "open_application",
        forms.ApplicationForm,
        services.open_application,
        title=_("Ouvrir le dossier de la nouvelle demande"),
        submit=_("Ouvrir le dossier"),
        intro=intro,
        form_kwargs={"change": change},
    )


@access(Action.LEAD, model=ChangeRecord, methods=FORM)
def file_new_request(request, change):
    """Note that the new application is filed."""
    return act_on(
        request,
        change,
        "file_new_request",
        forms.FiledForm,
        services.file_new_request,
        title=_("Noter le dépôt de la nouvelle demande"),
        submit=_("Noter le dépôt"),
        form_kwargs={"change": change},
    )
