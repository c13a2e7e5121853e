"""Turn a refusal that no view caught into a French page, never into a 500."""

from django.shortcuts import render

from apps.core.refusals import Refusal


class RefusalMiddleware:
    """Render `Refusal` as a page, or as a fragment for htmx, with its own HTTP status."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refusal):
            return None
        template = "components/_refusal.html" if request.htmx else "refused.html"
        response = render(request, template, {"refusal": exception}, status=exception.status)
        if request.htmx:
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML show:top"
        return response
