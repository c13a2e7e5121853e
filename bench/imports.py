"""Time the import of a 260-row workbook beside openpyxl reading it: `python -m bench.imports`.

Processor time of the two, turn by turn in one run; TEST_DATABASE_URL chooses the database (an
SQLite file by default). Prints both medians in milliseconds and their ratio.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

ROUNDS = 15
ROWS = 260


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


def write(path: Path) -> Path:
    """Write a published REM of ROWS rows, with texts as long as those of the field."""
    from apps.frameworks.tests.rem_builders import (  # noqa: PLC0415 (the settings come first)
        requirement,
        write_workbook,
    )

    statement = "Le système DOIT garder la trace de chaque accès et la rendre lisible. " * 6
    scenario = "Ouvrir un dossier, modifier une valeur, relire la trace et la montrer. " * 5
    many = [
        requirement(
            f"SC.SSI/GEN.{n}", f"Chapitre {n % 25}", statement, (scenario, "Vidéo", "Journaux")
        )
        for n in range(ROWS)
    ]
    return write_workbook(path, "published", many)


def main() -> None:
    """Print the two medians and their ratio."""
    folder = prepare()
    import openpyxl  # noqa: PLC0415 (kept beside what it is compared with)
    from django.core.management import call_command  # noqa: PLC0415 (the settings come first)
    from django.utils import timezone  # noqa: PLC0415 (the settings come first)

    from apps.frameworks.services import import_workbook  # noqa: PLC0415 (as above)

    call_command("migrate", verbosity=0)
    path = write(folder / "rem.xlsx")
    read, imported = [], []
    for turn in range(ROUNDS):
        start = time.process_time()
        openpyxl.load_workbook(path)
        read.append(time.process_time() - start)
        start = time.process_time()
        import_workbook(path, by=None, code="bench", label=f"{turn}", at=timezone.now())
        imported.append(time.process_time() - start)
    floor, cost = statistics.median(read) * 1000, statistics.median(imported) * 1000
    print(f"{ROWS} rows: openpyxl {floor:.0f} ms, import {cost:.0f} ms, ratio {cost / floor:.2f}")


if __name__ == "__main__":
    main()
