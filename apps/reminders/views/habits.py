"""A person's own page of messages: how each kind comes, absences, a test."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.forms import ActForm
from apps.products.access import SIGNED_IN, access
from apps.reminders import services
from apps.reminders.forms import AbsenceForm, PreferenceForm
from apps.reminders.habits import habits_of
from apps.reminders.models import Absence


@access(SIGNED_IN)
def preferences(request):
    """How the person hears of each kind of due date, and when they are away."""
    today = timezone.localdate()
    absences = Absence.objects.visible_to(request.user).filter(ends_on__gte=today)
    context = {
        "habits": habits_of(request.user),
        "absences": absences.select_related("person", "delegate"),
        "today": today,
    }
    return render(request, "reminders/preferences.html", context)


@access(SIGNED_IN, methods=("GET", "POST"))
def preference(request, kind):
    """Choose how one kind comes."""
    habit = next((each for each in habits_of(request.user) if each.kind == kind), None)
    if habit is None:
        raise Http404
    return act(
        request,
        PreferenceForm,
        do=lambda data: services.set_preference(
            kind, by=request.user, channel=data["channel"], substitute=data.get("substitute")
        ),
        title=habit.label,
        submit=_("Enregistrer"),
        back=reverse("reminders:preferences"),
        form_kwargs={
            "colleagues": services.colleagues_of(request.user),
            "optional": habit.optional,
            "weekly": habit.weekly,
            "initial": {"channel": habit.channel, "substitute": habit.substitute},
        },
    )


@access(SIGNED_IN, methods=("GET", "POST"))
def absence_create(request):
    """Note an absence: one's own, or that of an account one manages."""
    people = services.may_be_absent(request.user)
    return act(
        request,
        AbsenceForm,
        do=lambda data: services.declare_absence(
            by=request.user,
            person=data["person"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            delegate=data["delegate"],
            today=timezone.localdate(),
        ),
        title=_("Noter une absence"),
        submit=_("Noter l’absence"),
        back=reverse("reminders:preferences"),
        done=_("L’absence est notée."),
        form_kwargs={
            "people": people,
            "delegates": services.possible_delegates(request.user),
            "initial": {"person": request.user.pk},
        },
    )


@access(SIGNED_IN, model=Absence, methods=("GET", "POST"))
def absence_remove(request, absence):
    """Take an absence back."""
    return act(
        request,
        ActForm,
        do=lambda _data: services.remove_absence(absence.pk, by=request.user),
        title=_("Retirer l’absence de %(person)s") % {"person": absence.person},
        submit=_("Retirer l’absence"),
        back=reverse("reminders:preferences"),
        done=_("L’absence est retirée."),
        intro=_("Les messages reviennent à la personne dès maintenant."),
        danger=True,
    )


@access(SIGNED_IN, methods=("POST",))
def test(request):
    """Send the person a message that shows how messages arrive."""
    services.send_test(by=request.user, now=timezone.now())
    words = _("Un message d’essai part vers %(email)s dans la minute.")
    messages.success(request, words % {"email": request.user.email})
    return redirect("reminders:preferences")
