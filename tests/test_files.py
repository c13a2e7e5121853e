"""Size, first line and words of the files; templates without orphans, scripts or styles."""

import ast
import re

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from apps.core.tones import Tone
from tests.house import (
    ROOT,
    TEMPLATES,
    modules,
    project_files,
    said,
    templates,
    text_constants,
    tree,
    where,
)

LONGEST_MODULE = 300
LONGEST_TEMPLATE = 120
BY_CONVENTION = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
NAME = re.compile(r"^[\w-]+(/[\w.-]+)+\.(html|txt)$|^[\w-]+\.html$")
USED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
NOT_CSP = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
    r"""|<script(?![^>]*\ssrc=)(?![^>]*application/json)""",
    re.IGNORECASE,
)
FORBIDDEN = [
    "/" + "work/",
    "/" + "root/",
    "/" + "home/",
    "TO" + "DO",
    "FIX" + "ME",
]
WRITTEN = {".py", ".html", ".txt", ".md", ".css", ".js", ".json", ".toml", ".in", ".conf"}
WRITTEN |= {".service", ".po"}
SHARED = "../" + "shared"


def test_no_module_is_too_long():
    long = [
        where(path, lines, "lines")
        for path in [*modules(), *modules(ROOT / "segurtrack"), *modules(ROOT / "bench")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    ]
    assert not long, said(long)


def test_no_template_is_too_long():
    long = [
        where(path, lines, "lines")
        for path in templates()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_TEMPLATE
    ]
    assert not long, said(long)


def test_every_module_says_what_it_is_for():
    files = [*modules(apart=True), *modules(ROOT / "segurtrack"), *modules(ROOT / "tests")]
    dumb = [
        str(path.relative_to(ROOT))
        for path in files
        if "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(tree(path))
    ]
    assert not dumb, said(dumb)


def _names_in_python() -> dict[str, str]:
    """Return {template name or pattern: where it is written} of every Python file."""
    found = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                ]
                if ".+" in parts and parts[-1].endswith(("html", "txt")):
                    found["".join(parts)] = where(path, node.lineno, "")
        for line, text in text_constants(path):
            if NAME.match(text.partition("#")[0]):
                found[re.escape(text.partition("#")[0])] = where(path, line, text)
    return found


def _names_in_templates() -> dict[str, str]:
    return {
        re.escape(name.partition("#")[0]): where(path, 1, name)
        for path in templates()
        for name in USED.findall(path.read_text(encoding="utf-8"))
    }


def _overrides_a_package(name: str) -> bool:
    """Return whether a package renders a template of that name itself."""
    return any((folder / name).exists() for folder in get_app_template_dirs("templates"))


def test_no_template_is_an_orphan():
    used = [*_names_in_python(), *_names_in_templates()]
    orphans = []
    for path in templates():
        name = path.relative_to(TEMPLATES).as_posix()
        if name in BY_CONVENTION or _overrides_a_package(name):
            continue
        if not any(re.fullmatch(pattern, name) for pattern in used):
            orphans.append(name)
    assert not orphans, said(orphans)


def test_no_template_is_missing():
    missing = []
    for pattern, place in (_names_in_python() | _names_in_templates()).items():
        name = pattern.replace("\\", "")
        if ".+" in pattern:
            continue
        try:
            get_template(name)
        except TemplateDoesNotExist:
            missing.append(f"{place} is not there")
    assert not missing, said(missing)


def _mails() -> set[str]:
    """Return the templates of mails, whose styles must be inline, with what they are made of."""
    found, level = set(), {p for p in templates() if p.name.endswith((".body.html", ".body.txt"))}
    while level:
        found |= level
        level = {
            TEMPLATES / name
            for path in level
            for name in USED.findall(path.read_text(encoding="utf-8"))
        } - found
    return found


def test_pages_have_no_inline_script_or_style():
    mails = _mails()
    wrong = [
        where(path, number, line.strip())
        for path in templates()
        if path not in mails
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if NOT_CSP.search(line)
    ]
    assert not wrong, said(wrong)


@pytest.mark.parametrize(
    "line", ['<p style="x">', "<script>", '<a onclick="x()">', "<style>", '<script type="module">']
)
def test_an_inline_script_or_style_is_seen(line):
    assert NOT_CSP.search(line)


def test_the_style_sheets_have_a_rule_per_tone():
    styles = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "static/css").glob("*.css"))
    assert not [tone for tone in Tone if f".pill--{tone}" not in styles]


def test_no_file_says_a_word_that_is_not_the_project_s():
    wrong = []
    for path in project_files():
        if path.suffix not in WRITTEN and path.name not in {"Makefile", "Procfile", "run"}:
            continue
        words = FORBIDDEN if path == ROOT / ".ci" / "run" else [*FORBIDDEN, SHARED]
        text = path.read_text(encoding="utf-8")
        wrong += [f"{path.relative_to(ROOT)} says {word}" for word in words if word in text]
    assert not wrong, said(wrong)


def test_lock_files_name_no_download_address():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in (ROOT / "requirements.txt").read_text(encoding="utf-8")
