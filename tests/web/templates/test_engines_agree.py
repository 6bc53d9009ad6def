"""In a real browser: what is typed is read and judged as on the server, case by case."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.conftest import PATIENCE
from tests.domain import agreed_cases, agreed_expressions

from .gallery import served
from .stage import create_stage

pytestmark = pytest.mark.browser

CASES = agreed_cases.load()

#: Reads and judges many at once: a page is asked once for a whole batch.
ENGINE = """async ([checks, texts, reports]) => {
  const { readTyped } = await import("/static/js/typed.js");
  const { plain } = await import("/static/js/decimals.js");
  const { judge } = await import("/static/js/judging.js");
  const read = ({ type, typed }) => {
    const answer = readTyped(type, typed, checks);
    if (!answer) return null;
    const { value, decimals, ...rest } = answer;
    if (value === undefined) return rest;
    if (typeof value !== "bigint") return { ...rest, value };
    return { ...rest, value: plain(value), decimals };
  };
  const found = ({ typed, period, rules = checks.rules }) => {
    const answers = new Map();
    for (const [code, text] of Object.entries(typed)) {
      const answer = readTyped(checks.fields[code].type, text, checks);
      if (answer) answers.set(code, answer);
    }
    return judge({ ...checks, rules }, answers, period).map(
      ({ key, severity, isHard, fields, assumed, expected, actual, message, follows }) => (
        { key, severity, isHard, fields, assumed, expected, actual, message, follows }),
    );
  };
  return [texts.map(read), reports.map(found)];
}"""

Engine = Callable[[list[dict[str, Any]], list[dict[str, Any]]], list[list[Any]]]


@pytest.fixture(scope="module")
def engine(browser: Browser) -> Iterator[Engine]:
    """The page's modules under the strict policy, in one window for all of these tests."""
    with served(create_stage()) as address:
        page: Page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/scenes/ward-section")

        def run(texts: list[dict[str, Any]], reports: list[dict[str, Any]]) -> list[list[Any]]:
            found: list[list[Any]] = page.evaluate(ENGINE, [agreed_cases.DOCUMENT, texts, reports])
            return found

        yield run
        page.close()


def test_every_shared_case_holds_in_the_browser(engine: Engine) -> None:
    read, found = engine(CASES["typed"], CASES["reports"])
    for case, got in zip(CASES["typed"], read, strict=True):
        assert got == case["read"], case
    for case, got in zip(CASES["reports"], found, strict=True):
        assert got == case["found"], case["typed"]


def by_own_rule(rule: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """A report to be judged by this rule alone."""
    return {"typed": typed, "period": "H1", "rules": agreed_expressions.portable(rule)["rules"]}


def test_every_shared_expression_holds_in_the_browser(engine: Engine) -> None:
    cases = agreed_expressions.load()
    _read, found = engine([], [by_own_rule(case["rule"], case["typed"]) for case in cases])
    for case, got in zip(cases, found, strict=True):
        assert got == case["found"], (case["rule"]["expression"], case["typed"])


def test_both_engines_agree_on_any_expression(engine: Engine) -> None:
    dice = random.Random()
    cases = [agreed_expressions.drawn(dice) for _ in range(400)]
    _read, found = engine([], [by_own_rule(*case) for case in cases])
    for (rule, typed), got in zip(cases, found, strict=True):
        assert got == agreed_expressions.judged(rule, typed), (rule["expression"], typed)


_COUNT = st.one_of(
    st.integers(0, 12).map(str),
    st.integers(0, 10**9).map(str),
    st.sampled_from(["?", "NA:không phát sinh", "sai", "4.410", "1 234", "-1", "32", "160"]),
)
_SHARE = st.one_of(
    st.integers(0, 110).map(str),
    st.tuples(st.integers(0, 120), st.integers(0, 9999)).map(lambda p: f"{p[0]},{p[1]}"),
    st.sampled_from(["?", "NA:không phát sinh", "100%", "100,0", "99.995", "33,333333"]),
)


def _typed(code: str) -> st.SearchStrategy[str]:
    return _COUNT if agreed_cases.FORM.fields[code].type.is_whole else _SHARE


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A report over the codes of a few clauses, so that relations come into play."""
    chosen = draw(st.lists(st.sampled_from(list(agreed_cases.targets())), min_size=1, max_size=5))
    codes = sorted({code for target in chosen for code in target.codes})
    kept = draw(st.sets(st.sampled_from(codes), min_size=1))
    typed = {code: draw(_typed(code)) for code in sorted(kept)}
    return {"typed": typed, "period": draw(st.sampled_from(["H1", "Y"]))}


_TEXTS = st.one_of(
    st.text("0123456789.,% /-:NAna?\u00a0\u202f\n\t\u200b", max_size=14),
    st.text(max_size=60).filter(lambda text: "\x00" not in text),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year:04}"),
    st.sampled_from(["Có", "KHÔNG", "True", "NA: x", "١٢", "\u2212 7", "9" * 39, "9" * 41]),
)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, Any]:
    kinds = ["int", "vnd", "pct", "score", "m2", "date", "bool", "text"]
    return {"type": draw(st.sampled_from(kinds)), "typed": draw(_TEXTS)}


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(texts(), min_size=20, max_size=40), st.lists(reports(), min_size=10, max_size=25))
def test_both_engines_agree_on_anything(
    engine: Engine, typed: list[dict[str, Any]], filed: list[dict[str, Any]]
) -> None:
    read, found = engine(typed, filed)
    assert read == [agreed_cases.read(one["type"], one["typed"]) for one in typed]
    assert found == [agreed_cases.judged(one["typed"], one["period"]) for one in filed]
