"""The project's own source files as parsed trees, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SHIPPED = ("app", "workers")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path in the project, its dotted name, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(PROJECT).as_posix()

    @property
    def module(self) -> str:
        name = self.place.removesuffix(".py").replace("/", ".")
        return name.removesuffix(".__init__")

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders, or of what is shipped where none is named."""
    paths = sorted(p for f in folders or SHIPPED for p in (PROJECT / f).rglob("*.py"))
    return tuple(map(parsed, paths))


@cache
def parsed(path: Path) -> Source:
    text = path.read_text("utf-8")
    return Source(path, text, ast.parse(text))


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Every module, and every name of a module, that a tree imports: ``a``, ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def length_of(function: Function) -> int:
    """Lines of a function without its decorators and its docstring."""
    body = function.body
    has_docstring = ast.get_docstring(function, clean=False) is not None
    first = body[1].lineno if has_docstring and len(body) > 1 else body[0].lineno
    opening = body[0].lineno - function.lineno
    return opening + (function.end_lineno or first) - first + 1
