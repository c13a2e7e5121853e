"""One screen for one act: show its form, run its service, say what happened.

The same address answers a plain page and, to htmx, the inside of the dialog.
"""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from apps.core.refusals import Blocker, Refusal

NOT_VALID = 422


def act(
    request,
    form_class,
    *,
    do: Callable[[dict], object],
    title: str,
    submit: str,
    back: str,
    done: str = "",
    intro: str = "",
    blockers: list[Blocker] | tuple[Blocker, ...] = (),
    danger: bool = False,
    form_kwargs: dict | None = None,
    template: str = "components/_act_form.html",
    extra: dict | None = None,
):
    """Answer GET with the form and POST with the act.

    `do` gets the cleaned data and calls one service; what it returns may have a page of its own
    (`get_absolute_url`), else the person goes to `back`. `done` is the sentence shown then. A
    refusal comes back in the form, with its status and its blockers; nothing typed is lost.
    A form that asks twice names its second button in `submit_label`. `danger` marks what cannot be
    undone. `template` is the inside of the form; `extra` goes to it.
    """
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = form_class(*posted, **(form_kwargs or {}))
    status = 200
    if posted:
        status = NOT_VALID
        if form.is_valid():
            try:
                result = do(form.cleaned_data)
            except Refusal as refusal:
                status, blockers = refusal.status, refusal.blockers
                field = getattr(refusal, "field", "")
                form.add_error(field if field in form.fields else None, refusal.message)
            else:
                return _finish(request, result, back, done)
    context = {
        "form": form,
        "title": title,
        "submit": getattr(form, "submit_label", "") or submit,
        "back": back,
        "intro": intro,
        "blockers": blockers,
        "danger": danger,
        "inside": template,
        **(extra or {}),
    }
    page = "components/_act_dialog.html" if request.htmx else "act.html"
    return render(request, page, context, status=status)


def _finish(request, result, back: str, done: str):
    messages.success(request, done or _("C’est enregistré."))
    target = result.get_absolute_url() if hasattr(result, "get_absolute_url") else back
    if request.htmx:
        # An address that differs by its fragment alone would not be loaded again by the browser.
        return HttpResponseClientRedirect(target.partition("#")[0])
    return redirect(target)
