"""The mails that were sent: everyone reads their own, an administrator all of them."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from apps.deadlines.paging import page_of
from apps.products.access import SIGNED_IN, access
from apps.reminders.models import Mail

MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@access(SIGNED_IN)
def sent(request):
    """List the sent mails, newest first."""
    mails = Mail.objects.visible_to(request.user).sent().select_related("person")
    page = page_of(mails.defer("raw", "text", "html").order_by("-sent_at", "-pk"), request)
    return render(request, "reminders/mail_list.html", {"page": page})


@access(SIGNED_IN, model=Mail)
def detail(request, mail):
    """Show one mail with its headers; its content lives in a frame of its own."""
    return render(request, "reminders/mail_detail.html", {"mail": mail})


@access(SIGNED_IN, model=Mail)
@csp(MAIL_POLICY)
@xframe_options_sameorigin
def body(request, mail):
    """Serve the HTML of a mail alone: its own styles, no script, no picture, nothing of ours."""
    return HttpResponse(mail.html)
