"""What the tests of the house rules read: source files, their trees, their imports."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "apps"
TEMPLATES = ROOT / "templates"
APART = {"tests", "migrations", "__pycache__"}
SKIPPED = {".git", ".venv", "node_modules", "var", "__pycache__", ".ruff_cache", ".hypothesis"}
SKIPPED |= {".pytest_cache", "staticfiles"}


@dataclass(frozen=True)
class Import:
    """One import: where it stands and the dotted name that it brings, `apps.x.y[.name]`."""

    path: Path
    line: int
    name: str
    in_function: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.name}"


def modules(folder: Path = APPS, *, apart: bool = False) -> list[Path]:
    """Return the Python files under `folder`, tests and migrations left out unless `apart`."""
    found = sorted(folder.rglob("*.py"))
    return [path for path in found if apart or not APART & set(path.relative_to(folder).parts)]


def templates() -> list[Path]:
    """Return every template, those of mails included."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def project_files() -> Iterator[Path]:
    """Yield every file of the project that people write."""
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(set(below) - SKIPPED)
        yield from (Path(folder) / name for name in sorted(names))


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def app_of(path: Path) -> str:
    """Return the name of the app that a file belongs to."""
    return path.relative_to(APPS).parts[0]


def dotted(path: Path) -> str:
    """Return the module name of a file: apps.cnda.models.request."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[Import]:
    """Yield the imports of our own apps in a file, those inside functions included."""
    inside = {
        id(node)
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} uses a relative import"
            names = [f"{node.module}.{each.name}" for each in node.names]
        for name in names:
            if name.startswith("apps."):
                yield Import(path, node.lineno, name, id(node) in inside)


def text_constants(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every string of a Python file, docstrings included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def where(path: Path, line: int, what: str) -> str:
    """Return how a violation is named in the message of a failing test."""
    return f"{path.relative_to(ROOT)}:{line} {what}"


def said(violations: list[str]) -> str:
    """Return the message of a failing test: one violation a line."""
    return "\n" + "\n".join(violations)
