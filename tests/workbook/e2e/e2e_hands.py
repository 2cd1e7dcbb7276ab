"""Answers to whole clusters, and the two ways to enter them: by mouse, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from e2e_workshop import PATIENCE, card, word
from playwright.sync_api import Locator, Page, expect

from kla_widgets.instrument.answers import AnswerType, Checklist, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.models import Question

STRAY_KEYS = ("x", "d", "d", "a", "b", "m", "y", "r", "1", "0", "0", "z", "c", "v", "Shift+M")


def choose(page: Page, question: str, place: int) -> None:
    """Click the option at a place."""
    card(page, question).locator(".kf-options .kf-option").nth(place).click()


def chosen(page: Page, question: str, place: int, within: float = PATIENCE) -> None:
    """Wait until the option at a place is the answer on the screen."""
    expect(card(page, question).locator("input[type=radio]").nth(place)).to_be_checked(timeout=within)


def answer_to(rule: AnswerType, place: int) -> Any:
    """An answer that fits, another one at every place, so that all options occur."""
    match rule:
        case Choice():
            return rule.options[place % len(rule.options)].id
        case Checklist():
            return [one.id for one in rule.items[: place % (len(rule.items) + 1)]]
        case Number():
            return 3 + place
        case Percent():
            return {"numerator": 40 + place, "denominator": 100}
        case TwoYear(of="percent"):
            return {key: {"numerator": 50 + shift + place, "denominator": 100} for key, shift in YEARS}
        case TwoYear():
            return {key: 20 + shift + place for key, shift in YEARS}
        case Matrix():
            names = [{"row": one.id} for one in rule.rows] or [{}, {}]
            return [
                name | {column.id: f"Isian {place}.{number} {column.id}" for column in rule.columns}
                for number, name in enumerate(names, 1)
            ]
    raise AssertionError(rule)


YEARS = (("previous", 0), ("current", 5))


def answers_to(questions: list[Question]) -> dict[str, Any]:
    return {one.id: answer_to(one.answer, place) for place, one in enumerate(questions)}


def typed(value: Any) -> Iterator[str]:
    """What is typed into the fields of an answer, in their order on the page."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "row":
                yield from typed(part)
    elif isinstance(value, list):
        for part in value:
            yield from typed(part)
    else:
        yield str(value)


@dataclass
class Mouse:
    """Clicks; the keyboard only writes into the field that was clicked."""

    page: Page

    def answer(self, question: Question, value: Any) -> Locator:
        found = card(self.page, question.id)
        rule, box = question.answer, found.locator(".kf-question")
        if isinstance(rule, Choice):
            box.locator(".kf-option").nth([one.id for one in rule.options].index(value)).click()
        elif isinstance(rule, Checklist):
            chosen = [place for place, one in enumerate(rule.items) if one.id in value] or [len(rule.items)]
            for place in chosen:
                box.locator(".kf-option").nth(place).click()
        else:
            if isinstance(rule, Matrix) and not rule.rows:
                for _ in value[1:]:
                    box.get_by_role("button", name=word("add_row")).click()
            for place, text in enumerate(typed(value)):
                field = box.locator("input[type=text]").nth(place)
                field.click()
                field.press_sequentially(text)
            box.locator("legend").click()  # leaves the last field
        return found


@dataclass
class Keyboard:
    """Tab, arrows, space and typing; whoever uses it has no mouse."""

    page: Page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def here(self) -> dict[str, Any]:
        """What has the focus."""
        seen: dict[str, Any] = self.page.evaluate(HERE)
        return seen

    def answer_all(self, questions: list[Question], answers: dict[str, Any], stops: int = 1500) -> None:
        """Tab from wherever the focus is through the page, answering each question on arriving at its controls."""
        rules = {one.id: one.answer for one in questions}
        left = set(rules)
        for _ in range(stops):
            if not left:
                return
            self.press("Tab")
            seen = self.here()
            if seen["question"] in left and seen["answering"]:
                self._answer(rules[seen["question"]], answers[seen["question"]])
                left.remove(seen["question"])
        raise AssertionError(f"not reached by keyboard: {sorted(left)}")

    def _answer(self, rule: AnswerType, value: Any) -> None:
        if isinstance(rule, Choice):
            self.press("Space")
            for _ in range([one.id for one in rule.options].index(value)):
                self.press("ArrowDown")
        elif isinstance(rule, Checklist):
            for place, one in enumerate([*(item.id for item in rule.items), None]):
                if place:
                    self.press("Tab")
                if one in value or (one is None and not value):
                    self.press("Space")
        else:
            self._type(rule, list(typed(value)), value)

    def _type(self, rule: AnswerType, texts: list[str], value: Any) -> None:
        width = len(texts) // len(value) if isinstance(rule, Matrix) else len(texts)
        for place, text in enumerate(texts):
            if place and place % width == 0 and isinstance(rule, Matrix) and not rule.rows:
                self._new_row()
            elif place:
                self.press("Tab")
            self.page.keyboard.type(text)

    def _new_row(self) -> None:
        """On to the button below the table, past the row's own."""
        for _ in range(3):
            self.press("Tab")
            if self.here()["adds"]:
                self.press("Enter")
                return
        raise AssertionError("the button for another row was not reached")


HERE = """() => {
  const node = document.activeElement;
  const box = node.closest(".kf-question");
  return {
    question: node.closest(".kf-card")?.getAttribute("aria-label") ?? "",
    answering: Boolean(box) && node.matches("input"),
    adds: node.matches(".kf-under button"),
    name: node.getAttribute("aria-label") ?? node.textContent.slice(0, 60),
  };
}"""
