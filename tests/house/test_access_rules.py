"""Who may use what: every endpoint says it, every permission means something."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from inspect import unwrap
from typing import Any

import pytest
from flask import Flask

from app.domain.permissions import GRANTS, Permission, Role
from app.web.access import check_every_endpoint, needs, public, rule_of
from tests.house.calls import DOOR, way_to
from tests.house.sources import imported_names, sources

# Each of these was argued for: nobody is signed in yet, or it tells nothing about anyone.
PUBLIC = {
    "static",
    "front.front",
    "account.sign_in",
    "account.invitation",
    "account.language",
    "health.live",
    "health.ready",
    "health.metrics",
    "api.openapi",
    # Whoever holds a document may ask whether it is genuine; nothing of its content is said.
    "verify.home",
    "verify.document",
    # Copies of what was sealed, where the Department opened the city's page.
    "public.city",
    "public.edition",
    "public.as_csv",
    "public.wards_csv",
    "public.as_json",
}
# These leave only a line of who took what, and take a token that no link can carry along.
NOTED = {"api.export", "api.units"}
READING = {p for p in Permission if p.value.startswith("see_")}
READ_METHODS = {"GET", "HEAD", "OPTIONS"}


def endpoints(app: Flask) -> Iterator[tuple[str, Any, set[str]]]:
    """Each endpoint with its rule and the methods it takes."""
    for name, view in app.view_functions.items():
        methods = {m for r in app.url_map.iter_rules(name) for m in r.methods or ()}
        yield name, rule_of(view), methods


def test_every_endpoint_says_who_may_use_it(made: Flask) -> None:
    bare = [name for name, rule, _ in endpoints(made) if rule is None]
    assert not bare, f"Mark each with @needs(…), @signed_in_only or @public: {bare}."


def test_an_application_with_a_silent_endpoint_is_not_built() -> None:
    app = Flask("silent")
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(RuntimeError, match="open"):
        check_every_endpoint(app)


@pytest.mark.parametrize("mark", [public, needs(Permission.FILL)])
def test_a_marked_endpoint_is_built(mark: Callable[[Any], Any]) -> None:
    app = Flask("marked")
    app.add_url_rule("/open", "open", mark(lambda: "open"))
    check_every_endpoint(app)
    assert app.view_functions.keys() == {"static", "open"}


def test_a_rule_names_at_least_one_permission(made: Flask) -> None:
    shut = [name for name, rule, _ in endpoints(made) if rule == frozenset()]
    assert not shut, f"@needs() opens to nobody: name a permission on {shut}."


def test_what_is_public_was_argued_for(made: Flask) -> None:
    opened = {name for name, rule, _ in endpoints(made) if rule == "public"}
    assert opened <= PUBLIC, f"Say why in PUBLIC of this test, or mark: {sorted(opened - PUBLIC)}."


def test_a_right_to_read_opens_nothing_that_writes(made: Flask) -> None:
    """One permission for GET and POST together once let members of a project invite owners."""
    wide = {
        name: sorted(p.value for p in rule & READING)
        for name, rule, methods in endpoints(made)
        if isinstance(rule, frozenset) and not methods <= READ_METHODS and rule & READING
    }
    assert not wide, f"Use a permission to do, not one to see: {wide}."


def test_pages_never_import_the_writing_door() -> None:
    guilty = [
        source.place
        for source in sources("app/web")
        if any(n.startswith("app.store.transaction") for n in imported_names(source.tree))
    ]
    assert not guilty, f"Call an action instead: {guilty}."


def test_a_get_leads_to_no_writing_door(made: Flask) -> None:
    """Followed by name through pages and actions: an action that writes is not for a GET."""
    ways = {
        name: " > ".join(".".join(step) for step in way)
        for name, _, methods in endpoints(made)
        if methods <= READ_METHODS and name not in {"static", *NOTED}
        for view in [unwrap(made.view_functions[name])]
        if (way := way_to((view.__module__, view.__name__), DOOR))
    }
    assert not ways, f"Make it a POST, or read without writing: {ways}."


def test_the_way_to_the_door_is_found_where_there_is_one() -> None:
    assert way_to(("app.actions.submitting", "submit"), DOOR)


def test_every_permission_is_granted() -> None:
    bare = [p.name for p in Permission if not GRANTS.get(p)]
    assert not bare, f"Grant each to a role in app/domain/permissions.py, or remove it: {bare}."


def test_every_role_holds_something() -> None:
    bare = [r.name for r in Role if not any(r in roles for roles in GRANTS.values())]
    assert not bare, f"Grant something to these roles, or remove them: {bare}."


def used() -> set[str]:
    """Names of permissions that a page or an action asks for."""
    return {
        node.attr
        for source in sources("app/web", "app/actions", "app/cli")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Permission"
    }


def test_every_permission_is_asked_for() -> None:
    idle = [p.name for p in Permission if p.name not in used()]
    assert not idle, f"Ask for it in a route or an action, or remove it: {idle}."


def test_ward_roles_never_reach_the_department() -> None:
    """What only the Department does is granted to no role held in a ward."""
    own = (
        Permission.REVIEW,
        Permission.UNAPPROVE,
        Permission.EXTEND,
        Permission.SEE_CITY,
        Permission.EXPORT,
        Permission.MANAGE_CITY,
        Permission.SEE_AUDIT,
    )
    crossed = [(p.name, r.name) for p in own for r in GRANTS[p] if r.is_ward]
    assert not crossed, f"A ward's role must not hold: {crossed}."
