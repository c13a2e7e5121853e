"""A reader of iCalendar of our own, that refuses what RFC 5545 forbids."""

import re

LONGEST_LINE = 75  # octets, without the line break (3.1)
NAME = re.compile(r"[A-Z0-9-]+\Z")
DAY = re.compile(r"\d{8}\Z")
MOMENT = re.compile(r"\d{8}T\d{6}Z\Z")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
BAD_TEXT = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[^\\;,nN]|[;,])")
TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME"}
ONCE = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS", "TRANSP", "LAST-MODIFIED"}
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}


def read(content: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar as {property: raw value}, AssertionError if wrong."""
    lines = _unfolded(content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    path, events, head, components = [], [], [], 0
    for line in lines:
        name, parameters, value = _split(line)
        if name == "BEGIN":
            path.append(value)
            components += len(path) == 2
            if value == "VEVENT":
                events.append([])
        elif name == "END":
            assert path.pop() == value, line
        elif path == ["VCALENDAR"]:
            head.append((name, parameters, value))
        elif path == ["VCALENDAR", "VEVENT"]:
            events[-1].append((name, parameters, value))
    assert path == []
    assert components, "a calendar holds at least one component (3.6)"
    names = [name for name, _, _ in head]
    assert (names.count("PRODID"), names.count("VERSION")) == (1, 1)
    read_events = [_event(properties) for properties in events]
    uids = [event["UID"] for event in read_events]
    assert len(set(uids)) == len(uids), "each event has its own UID"
    return read_events


def _unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")[:-1]
    lines = []
    for line in physical:
        assert len(line) <= LONGEST_LINE, line
        assert not CONTROL.search(line.decode()), line  # each line is whole UTF-8 by itself
        if line.startswith(b" "):
            lines[-1] += line.decode()[1:]
        else:
            assert line, "no empty line"
            lines.append(line.decode())
    return lines


def _split(line: str) -> tuple[str, str, str]:
    head, colon, value = line.partition(":")
    name, _, parameters = head.partition(";")
    assert colon, line
    assert NAME.match(name), line
    if name in TEXTS:
        assert not BAD_TEXT.search(value), line
    return name, parameters, value


def _event(properties) -> dict[str, str]:
    names = [name for name, _, _ in properties]
    event = {name: value for name, _, value in properties}
    for name in ONCE:
        assert names.count(name) == 1, name
    for name, parameters, value in properties:
        if name in {"DTSTART", "DTEND"}:
            assert parameters == "VALUE=DATE"
            assert DAY.match(value)
    assert MOMENT.match(event["DTSTAMP"])
    assert MOMENT.match(event["LAST-MODIFIED"])
    assert event.get("DTEND", "99999999") > event["DTSTART"]
    assert event["STATUS"] in STATUSES
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SEQUENCE"].isdecimal()
    assert not {"DURATION", "METHOD", "ATTENDEE"} & set(names)
    return event
