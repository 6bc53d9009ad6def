"""What every page must be: valid HTML, one h1, labelled controls, unique ids, no inline code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

# SVG and data attributes that html5lib reports although the standard allows them.
_TYPED_IN = frozenset({"input", "select", "textarea"})


def parse(html: str) -> Element:
    """The page as a tree; raises on the first parse error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    return tree


def faults(html: str) -> list[str]:
    """Everything that is wrong with the page, in words; [] = nothing."""
    tree = parse(html)
    return [
        *_repeated_ids(tree),
        *_headings(tree),
        *_unlabelled(tree),
        *_inline_code(tree),
        *_dangling(tree),
        *_nested_forms(tree),
        *_without_token(tree),
    ]


def _repeated_ids(tree: Element) -> Iterator[str]:
    counted = Counter(e.get("id") for e in tree.iter() if e.get("id"))
    yield from (f"id “{name}” stands {n} times" for name, n in counted.items() if n > 1)


def _headings(tree: Element) -> Iterator[str]:
    ones = list(tree.iter("h1"))
    if len(ones) != 1:
        yield f"{len(ones)} h1"
    if not "".join(next(tree.iter("title")).itertext()).strip(" –"):
        yield "no title"


def _unlabelled(tree: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(e) for label in tree.iter("label") for e in label.iter()}
    for e in _controls(tree):
        named = e.get("aria-label") or e.get("aria-labelledby")
        if not named and e.get("id") not in labelled and id(e) not in inside:
            yield f"control “{e.get('name')}” has no label"


def _controls(tree: Element) -> Iterator[Element]:
    for e in tree.iter():
        if e.tag in _TYPED_IN and e.get("type") not in ("hidden", "submit"):
            yield e


def _inline_code(tree: Element) -> Iterator[str]:
    for e in tree.iter():
        handlers = [k for k in e.attrib if isinstance(k, str) and k.startswith("on")]
        if e.get("style") is not None or handlers or e.tag == "style":
            yield f"inline style or handler on {e.tag}"
        if e.tag == "script" and e.get("src") is None:
            yield "inline script"


def _dangling(tree: Element) -> Iterator[str]:
    ids = {e.get("id") for e in tree.iter()}
    for e in tree.iter():
        for name in ("for", "aria-labelledby", "aria-describedby", "form"):
            for target in (e.get(name) or "").split():
                if target not in ids:
                    yield f"{name} points to “{target}”, which is not there"


def _nested_forms(tree: Element) -> Iterator[str]:
    for outer in tree.iter("form"):
        if sum(1 for _ in outer.iter("form")) > 1:
            yield "a form inside a form"


def _without_token(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        names = {e.get("name") for e in form.iter("input")}
        if form.get("method") == "post" and "csrf_token" not in names:
            yield f"form to {form.get('action')} without csrf_token"
