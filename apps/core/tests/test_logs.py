"""Secrets of addresses stay out of the logs, wherever the line puts them."""

import logging

import pytest

from apps.core.logs import Hide

SECRET = r"(/calendrier/)[^\s/]+\.ics"


@pytest.mark.parametrize(
    ("message", "arguments", "written"),
    [
        ("%s: %s", ("Not Found", "/calendrier/abc-_9.ics"), "Not Found: /calendrier/…"),
        ("GET /calendrier/a.ics?x=1 200", (), "GET /calendrier/…?x=1 200"),
        ("/calendrier/a.ics /calendrier/b.ics", (), "/calendrier/… /calendrier/…"),
        ("%s: %s", ("Not Found", "/calendrier/choisir/"), "Not Found: /calendrier/choisir/"),
        ("sent %d", (3,), "sent 3"),
    ],
)
def test_what_a_line_becomes(message, arguments, written):
    record = logging.LogRecord("x", logging.INFO, "x", 1, message, arguments, None)
    assert Hide(SECRET).filter(record)
    assert record.getMessage() == written


@pytest.mark.parametrize(("message", "arguments"), [("100 % of %s", (1,)), ("%s %s", (1,))])
def test_a_line_that_cannot_be_written_breaks_nothing(message, arguments):
    record = logging.LogRecord("x", logging.INFO, "x", 1, message, arguments, None)
    assert Hide(SECRET).filter(record)
    assert (record.msg, record.args) == (message, arguments)
