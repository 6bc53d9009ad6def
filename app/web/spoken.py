"""Templates that know their words: each is compiled once for every language it is asked in.

What ``_('…')`` says in a template depends on the language alone. So the words are put into
the compiled template as the text that they are, instead of being looked up at each use: a
long page would ask four hundred times. And what pages show are dicts: Jinja would look for
an attribute first, and fail, two thousand times a page.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_babel import gettext
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.web.words import language


class Shelf(dict[Any, Any]):
    """Jinja's cache of compiled templates, one of each for a language."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((language(), key), default)

    def __setitem__(self, key: Any, template: Any) -> None:
        super().__setitem__((language(), key), template)


class _Saying(NodeTransformer):
    """``_('words', n=…)`` becomes the words of this language, filled in where they have gaps."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        words = _constant(node)
        if words is None:
            return node
        said = Markup(gettext(words))  # noqa: S704 - a catalogue is ours, as templates are
        if not node.kwargs:
            return nodes.Const(said % {}, lineno=node.lineno)
        gaps = [nodes.Pair(nodes.Const(gap.key), gap.value) for gap in node.kwargs]
        return nodes.Mod(nodes.Const(said), nodes.Dict(gaps), lineno=node.lineno)


def _constant(node: nodes.Call) -> str | None:
    """The words of a call of ``_``; None for another call."""
    if not isinstance(node.node, nodes.Name) or node.node.name != "_":
        return None
    words = node.args[0]
    return words.value if isinstance(words, nodes.Const) else None


class _Choosing(NodeTransformer):
    """``{{ 'one' if this else 'other' }}`` writes one text or the other as it stands, where both
    are known: nothing is left to escape, and nothing undefined is made where there is no other.
    A long page chooses so a thousand times."""

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:
        parts: list[nodes.Node] = []
        for said in node.nodes:
            choice = _choice(said)
            if choice is not None:
                parts.append(choice)
            elif parts and isinstance(parts[-1], nodes.Output):
                parts[-1].nodes.append(said)
            else:
                parts.append(nodes.Output([said], lineno=node.lineno))
        return parts


def _choice(said: nodes.Expr) -> nodes.If | None:
    if not isinstance(said, nodes.CondExpr):
        return None
    texts = [_text(branch) for branch in (said.expr1, said.expr2)]
    if None in texts:
        return None
    one, other = ([nodes.Output([text])] for text in texts)
    return nodes.If(said.test, one, [], other, lineno=said.lineno)


def _text(branch: nodes.Expr | None) -> nodes.TemplateData | None:
    """What a constant prints; nothing where there is no branch; None for what is not constant,
    and for what is printed otherwise in a page than in a letter of plain text."""
    if branch is None:
        return nodes.TemplateData("")
    if not isinstance(branch, nodes.Const) or not isinstance(branch.value, str):
        return None
    text = str(branch.value)
    return nodes.TemplateData(text) if str(escape(branch.value)) == text else None


class _Compiler(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        super().visit_Template(_Choosing().visit(_Saying().visit(node)), frame)


class Templates(Environment):
    """Flask's environment, for pages of dicts in several languages."""

    code_generator_class = _Compiler

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.cache = Shelf()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``view.name``: an entry of a dict, and only then an attribute."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def init(app: Flask) -> None:
    """Must be called before anything asks for the application's templates."""
    app.jinja_environment = Templates  # type: ignore[assignment]
