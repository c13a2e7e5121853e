"""Settings refuse what cannot hold in production, and say so in French."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from segurtrack import environment
from tests.house import ROOT
from tests.production import environment as production

GOOD_KEY = "kR7!vQ2zLw9#tB4mXc8@pN5sJd1&fH6gYu3eAo0iWq-ZxTnVbC"


def start(folder, **changes) -> subprocess.CompletedProcess:
    """Load the settings in a process of their own."""
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        env=production(str(folder), **changes) | {"DJANGO_SETTINGS_MODULE": "segurtrack.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_given(tmp_path):
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SITE_URL": "http://segurtrack.example"}, "SITE_URL"),
        ({"DATABASE_URL": "mysql://nom@hote/base"}, "DATABASE_URL"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"SEGURTRACK_MODE": "prod"}, "SEGURTRACK_MODE"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_production_refuses_to_start(tmp_path, changes, word):
    done = start(tmp_path, **changes)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {word}" in done.stderr


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 80, "django-insecure-" + GOOD_KEY, "demo-only" + GOOD_KEY]
)
def test_a_weak_key_is_refused(monkeypatch, key):
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        environment.secret_key("production", debug=False)


def test_a_long_random_key_is_taken(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", GOOD_KEY)
    assert environment.secret_key("production", debug=False) == GOOD_KEY


@pytest.mark.parametrize("url", ["banana", "ftp://relais", "smtps://relais", "https://relais"])
def test_an_address_that_is_no_relay_is_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.mail("demo", tmp_path)


def test_without_a_relay_the_demonstration_writes_its_mails_to_files(monkeypatch, tmp_path):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.mail("demo", tmp_path)["EMAIL_FILE_PATH"] == tmp_path


@pytest.mark.parametrize("url", ["banana", "tcp://antivirus", "unix://", "http://hote:3310"])
def test_an_address_that_is_no_clamd_is_refused(monkeypatch, url):
    monkeypatch.setenv("CLAMD_URL", url)
    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL"):
        environment.antivirus()


@pytest.mark.parametrize(
    "url",
    [
        "banana",
        "https://seau",
        "s3://",
        "s3://cle:secret@seau",
        "s3://seau?endpoint=hote",
        "s3://seau?acces=public",
    ],
)
def test_an_address_that_is_no_bucket_is_refused(monkeypatch, url):
    monkeypatch.setenv("STORAGE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        environment.bucket()


def test_a_bucket_is_read_and_the_disk_is_the_default(monkeypatch):
    monkeypatch.delenv("STORAGE_URL", raising=False)
    assert environment.bucket() == {}
    monkeypatch.setenv("STORAGE_URL", "s3://seau/a/b?endpoint=https://s3.example:9000&region=fr")
    assert environment.bucket() == {
        "bucket": "seau",
        "endpoint": "https://s3.example:9000",
        "region": "fr",
        "prefix": "a/b/",
    }


@pytest.mark.parametrize("url", ["", "tcp://antivirus:3310", "unix:///run/clamav/clamd.ctl"])
def test_an_address_of_clamd_is_taken_and_none_is_fine(monkeypatch, url):
    monkeypatch.setenv("CLAMD_URL", url)
    assert environment.antivirus() == url


@pytest.mark.parametrize("url", ["banana", "mysql://nom@hote/base", "oracle://nom@hote/base"])
def test_another_database_is_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(tmp_path)


def test_sqlite_takes_its_write_lock_at_once(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    options = environment.database(tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_the_embedded_broker_makes_its_folders(tmp_path):
    options = environment.embedded_broker(tmp_path / "broker")
    names = ("data_folder_in", "data_folder_out", "control_folder")
    assert all(Path(options[name]).is_dir() for name in names)
    assert options["data_folder_in"] == options["data_folder_out"]


def test_the_tests_write_nowhere_but_in_their_own_folder(settings):
    assert settings.MODE == "test"
    assert Path(settings.VAR_DIR) == Path(os.environ["SEGURTRACK_VAR"])
    assert ROOT not in Path(settings.VAR_DIR).parents
