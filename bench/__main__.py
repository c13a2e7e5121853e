"""Measure the main pages at several sizes: `make bench` (SIZES="1000 10000" chooses them).

Each page is asked many times through Django's own handler, middleware included, turn by turn with
the floor, so that both meet the same noise. Prints the median in milliseconds, its ratio to the
floor, and its ratio to the smallest size.
"""

import os
import statistics
import tempfile
import time

ROUNDS = 60
WARM_UP = 5
SIZES = [int(size) for size in os.environ.get("SIZES", "1000 10000").split()]
FLOOR = "plancher"


def prepare() -> None:
    """Point the settings at the benchmark's own database and folder, then start Django."""
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
    os.environ["SEGURTRACK_MODE"] = "test"
    os.environ["SEGURTRACK_VAR"] = tempfile.mkdtemp(prefix="segurtrack-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "segurtrack.settings"
    import django  # noqa: PLC0415 (the environment comes first)
    from django.conf import settings  # noqa: PLC0415 (the environment comes first)

    settings.ROOT_URLCONF = "bench.floor"
    django.setup()


def main() -> None:
    """Seed up to each size in turn, and measure every page there."""
    prepare()
    from django.core.management import call_command  # noqa: PLC0415 (the settings come first)

    from bench.pages import measured_pages, reach  # noqa: PLC0415 (the settings come first)

    call_command("migrate", verbosity=0)
    smallest: dict[str, float] = {}
    for size in sorted(SIZES):
        reach(size)
        ask, pages = measured_pages(FLOOR)
        medians = measure(ask, pages)
        print(f"\n{size} dossiers" + " " * 22 + "p50 ms     × floor  × smallest size")
        for name, median in medians.items():
            smallest.setdefault(name, median)
            ratios = f"{median / medians[FLOOR]:10.2f} {median / smallest[name]:10.2f}"
            print(f"  {name:<30} {median:8.1f} {ratios}")


def measure(ask, pages: dict[str, str]) -> dict[str, float]:
    """Return the median time of each page, in milliseconds; `ask(url)` fails unless it is a 200."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + ROUNDS):
        for name, url in pages.items():
            start = time.perf_counter()
            ask(url)
            if turn >= WARM_UP:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    main()
