"""Time the outbox beside a bare loop that builds the same messages: `python -m bench.sending`.

Both hand MESSAGES urgent reminders over one kept line to the same SMTP sink, in another process,
turn by turn in one run. The outbox also checks, claims, freezes and notes each of them in the
database (TEST_DATABASE_URL; SQLite by default). Prints both rates and their ratio.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

MESSAGES = int(os.environ.get("MESSAGES", "400"))
ROUNDS = 3


def prepare() -> Path:
    """Point the settings at a folder of the benchmark's own, then start Django."""
    folder = Path(tempfile.mkdtemp(prefix="segurtrack-bench-"))
    os.environ["SEGURTRACK_MODE"] = "test"
    os.environ["SEGURTRACK_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "segurtrack.settings"
    default = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", default)
    import django  # noqa: PLC0415 (the environment comes first)

    django.setup()
    return folder


def main() -> None:
    """Print the median rates of both, and the share that the outbox keeps."""
    folder = prepare()
    from django.conf import settings  # noqa: PLC0415 (the environment comes first)
    from django.core.management import call_command  # noqa: PLC0415 (the settings come first)

    from bench.messages import bare, due_rows, outbox  # noqa: PLC0415 (the settings come first)
    from tests.sink import running_sink  # noqa: PLC0415 (as above)

    call_command("migrate", verbosity=0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    loops, ours = [], []
    with running_sink(folder) as relay:
        settings.EMAIL_PORT = relay.port
        for _turn in range(ROUNDS):
            rows, now = due_rows(MESSAGES)
            loops.append(rate(lambda rows=rows, now=now: bare(rows, now=now)))
            ours.append(rate(lambda now=now: outbox(now=now)))
        expected = 2 * MESSAGES * ROUNDS
        if len(relay.received) != expected:
            raise SystemExit(f"{len(relay.received)} messages arrived, not {expected}")
    floor, kept = statistics.median(loops), statistics.median(ours)
    print(f"bare loop {floor:.0f}/s, outbox {kept:.0f}/s: {kept / floor:.0%}")


def rate(work) -> float:
    """Return the messages per second of `work`, which hands all of them over."""
    start = time.perf_counter()
    work()
    return MESSAGES / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
