"""Who calls whom in the web and the actions, by name, as far as names tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.sources import Function, Source, sources

Name = tuple[str, str]  # a dotted module and a function in it

DOOR: Name = ("app.store.transaction", "transaction")


@cache
def calls() -> dict[Name, frozenset[Name]]:
    """Every function at the head of a module below app, with what it names of other modules
    and of its own. A method counts as its class's."""
    found: dict[Name, frozenset[Name]] = {}
    for source in sources("app"):
        names = names_of(source)
        for node in source.tree.body:
            if isinstance(node, Function | ast.ClassDef):
                found[source.module, node.name] = frozenset(named_in(node, names))
    return found


def names_of(source: Source) -> dict[str, Name]:
    """What each name at the head of a module stands for."""
    names = {
        node.name: (source.module, node.name)
        for node in source.tree.body
        if isinstance(node, Function | ast.ClassDef)
    }
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app"):
            for alias in node.names:
                names[alias.asname or alias.name] = (node.module, alias.name)
    return names


def named_in(tree: ast.AST, names: dict[str, Name]) -> Iterator[Name]:
    """``function`` and ``module.function`` as they stand in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = names.get(node.value.id)
            if module is not None:
                yield ".".join(module), node.attr


def way_to(start: Name, goal: Name) -> list[Name]:
    """A chain of names from one function to another; empty where there is none."""
    came_from: dict[Name, Name | None] = {start: None}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return chain(came_from, at)
        for name in calls().get(at, ()):
            if name not in came_from:
                came_from[name] = at
                waiting.append(name)
    return []


def chain(came_from: dict[Name, Name | None], at: Name) -> list[Name]:
    steps = [at]
    while (before := came_from[steps[-1]]) is not None:
        steps.append(before)
    return steps[::-1]
