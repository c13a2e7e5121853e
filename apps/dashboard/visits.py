"""Where the journal stood at a person's last visit: kept by their browser, read once a session."""

COOKIE = "journal_seen"
SESSION_KEY = "journal_since"
KEPT_SECONDS = 365 * 24 * 3600


def since(request) -> int:
    """Return the last event of the visit before this one; 0 on the first visit of a browser."""
    if SESSION_KEY not in request.session:
        seen = request.COOKIES.get(COOKIE, "")
        request.session[SESSION_KEY] = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
    return request.session[SESSION_KEY]


def remember(response, event_pk: int, *, secure: bool) -> None:
    """Note in the browser that the journal was shown up to `event_pk`."""
    response.set_cookie(
        COOKIE, event_pk, max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
