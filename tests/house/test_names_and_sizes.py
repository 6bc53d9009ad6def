"""How the code is written: names, sizes, doors, and nothing of the machine it was made on."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections import Counter
from pathlib import Path

from tests.house.sources import (
    PROJECT,
    Function,
    Source,
    imported_names,
    length_of,
    sources,
)

VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "data", "info"}
LONGEST_FILE = 400
MEDIAN_FUNCTION = 8
NINETIETH_FUNCTION = 25


def test_a_module_says_its_noun_or_verb() -> None:
    vague = [s.place for s in sources("app", "workers", "tests") if s.path.stem in VAGUE]
    assert not vague, f"Name these for what they hold or do: {vague}."


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    long = {s.place: n for s in sources() if (n := len(s.text.splitlines())) > LONGEST_FILE}
    assert not long, f"Make each a package on its floor, callers unchanged: {long}."


def test_functions_are_short() -> None:
    lengths = {
        f"{source.place}:{function.lineno} {function.name}": length_of(function)
        for source in sources()
        for function in source.functions
    }
    median = statistics.median(lengths.values())
    ninetieth = statistics.quantiles(lengths.values(), n=10)[-1]
    longest = sorted(lengths, key=lengths.__getitem__)[-10:]
    assert median <= MEDIAN_FUNCTION, f"The median function has {median} lines. See {longest}."
    assert ninetieth <= NINETIETH_FUNCTION, f"One in ten has {ninetieth} lines. See {longest}."


def test_imports_stand_at_the_head_of_a_file() -> None:
    hidden = [
        f"{source.place}:{node.lineno}"
        for source in sources()
        for function in source.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden, f"Move these imports up; a circle means a floor is wrong: {hidden}."


def test_nobody_goes_through_the_third_door() -> None:
    named = [
        f"{source.place}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "session"
        and isinstance(node.value, ast.Name)
        and node.value.id == "db"
    ]
    assert not named, f"Use reading(scope) or transaction(scope, actor), not db.session: {named}."


def test_failures_are_not_swallowed() -> None:
    silent = [
        f"{source.place}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not silent, f"Handle it, or use contextlib.suppress on the narrowest error: {silent}."


def test_what_is_public_is_typed() -> None:
    bare = [
        f"{source.place}:{function.lineno} {function.name}"
        for source in sources()
        for function in source.functions
        if not is_typed(function)
    ]
    assert not bare, f"Annotate the parameters and the result: {bare}."


def is_typed(function: Function) -> bool:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    own = [a for a in given if a.arg not in ("self", "cls")]
    return function.returns is not None and all(a.annotation is not None for a in own)


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{s.place}:{number}"
        for s in sources("app", "workers", "migrations")
        for number, line in enumerate(s.text.splitlines(), start=1)
        if marks.search(line)
    ]
    assert not left, f"Do it now or open a task for it; the code keeps no notes: {left}."


def tracked() -> list[Path]:
    """Text files under version control, or all where this is not a checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    names = [n for n in listed.stdout.split("\0") if n]
    found = [PROJECT / n for n in names] if names else [s.path for s in sources("app", "tests")]
    return [path for path in found if path.is_file()]


# Absolute places of one machine, and registries that are not the public one.
FOREIGN = re.compile(
    r"(?<![\w.$}])/(?:work|home|root|Users|mnt)/\w|://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d"
    r"|--(?:extra-)?index-url|://[\w.-]*(?:artifactory|nexus|registry|mirror)[\w.-]*"
)


def test_the_tree_names_no_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        place = path.relative_to(PROJECT).as_posix()
        if path != Path(__file__):
            found += [
                f"{place}:{number}: {match[0]}"
                for number, line in enumerate(text.splitlines(), start=1)
                if (match := FOREIGN.search(line))
            ]
    assert not found, f"Say it relative to the project, or read it from the environment: {found}."


def test_the_domain_reads_no_clock() -> None:
    clocks = {"now", "utcnow", "today"}
    found = [
        f"{source.place}:{node.lineno}"
        for source in sources("app/domain")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
    ]
    assert not found, f"Take the moment as a parameter: {found}."


def test_the_domain_is_pure() -> None:
    outside = ("flask", "sqlalchemy", "redis", "rq", "psycopg", "os", "pathlib", "io", "app.store")
    found = [f"{s.place}: {name}" for s in sources("app/domain") for name in foreign(s, outside)]
    assert not found, f"Pass the value in instead: {found}."


def foreign(source: Source, outside: tuple[str, ...]) -> list[str]:
    names = imported_names(source.tree)
    return [n for n in names if any(n == o or n.startswith(f"{o}.") for o in outside)]


def test_no_two_test_files_have_one_name() -> None:
    """Outside packages pytest knows a file by its name alone, and leaves the second one out."""
    files = list((PROJECT / "tests").rglob("test_*.py"))
    alone = [path for path in files if not (path.parent / "__init__.py").exists()]
    twice = [name for name, n in Counter(path.name for path in alone).items() if n > 1]
    assert twice == [], "Give each a name of its own."
