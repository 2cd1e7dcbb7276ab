"""Answers to credit, and evidence to the share of a claim that it supports, over (region, question)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import repeat

import numpy as np
import pandas as pd

from kla_widgets.instrument.models import Question
from kla_widgets.instrument.values import read_value
from kla_widgets.scoring.fixed import Bools, Floats, Ints


def credits(questions: Sequence[Question], regions: Sequence[str], answers: pd.DataFrame) -> Floats:
    """Credit of every answer.

    Equal answers are credited once: there are far fewer different answers than answers.

    Parameters
    ----------
    questions : sequence of Question
        The columns.
    regions : sequence of str
        The rows.
    answers : DataFrame
        Columns region, question, value (canonical JSON). Answers to other questions or regions are passed over, as
        are values that no longer fit their question.

    Returns
    -------
    array of float, shape (regions, questions)
        Between 0 and 1, NaN where unanswered.
    """
    found = np.full((len(regions), len(questions)), np.nan)
    rows, columns, kept = _places(regions, [question.id for question in questions], answers, "question")
    if not len(rows):
        return found
    codes, texts = pd.factorize(answers["value"].to_numpy(object)[kept])
    values = _values(texts.tolist())
    pairs, different = pd.factorize(columns * len(texts) + codes)
    earned = np.fromiter(
        (_credit(questions[pair // len(texts)], values[pair % len(texts)]) for pair in different.tolist()),
        float,
        len(different),
    )
    found[rows, columns] = earned[pairs]
    return found


def support(questions: Sequence[Question], regions: Sequence[str], evidence: pd.DataFrame) -> Floats:
    """The share of a claim that the attached evidence supports.

    Every kind of evidence that a question asks for carries an equal part; a question that names none needs one
    file of any kind. This rule is ours (inferred): the official one is not published.

    Parameters
    ----------
    evidence : DataFrame
        Columns region, question, kind: what is attached.

    Returns
    -------
    array of float, shape (regions, questions)
        Between 0 and 1.
    """
    shape = (len(regions), len(questions))
    rows, columns, kept = _places(regions, [question.id for question in questions], evidence, "question")
    asked: list[frozenset[str]] = [frozenset(question.evidence) for question in questions]
    kinds = evidence["kind"].to_numpy(object)[kept]
    counts = [not asked[column] or kind in asked[column] for column, kind in zip(columns.tolist(), kinds, strict=True)]
    codes, names = pd.factorize(kinds)
    cells = rows * len(questions) + columns
    different = pd.unique(
        (cells * len(names) + codes)[np.asarray(counts, bool)]
    )  # a second file of a kind adds nothing
    attached = np.bincount(different // max(1, len(names)), minlength=shape[0] * shape[1]).reshape(shape)
    needed = np.array([max(1, len(one)) for one in asked], float)
    share: Floats = np.minimum(attached / needed, 1.0)
    return share


def reported(targets: Sequence[str], regions: Sequence[str], points: pd.DataFrame) -> Floats:
    """Reported points of some parts.

    Parameters
    ----------
    targets : sequence of str
        Ids, the columns.
    points : DataFrame
        Columns region, target, points.

    Returns
    -------
    array of float, shape (regions, targets)
        NaN where nothing was reported.
    """
    found = np.full((len(regions), len(targets)), np.nan)
    rows, columns, kept = _places(regions, targets, points, "target")
    found[rows, columns] = points["points"].to_numpy(float)[kept]
    return found


def _values(texts: Sequence[str]) -> list[object]:
    """The values of JSON texts, read at once; the text itself where somebody wrote by hand what is no JSON."""
    with suppress(ValueError):
        values = json.loads(f"[{','.join(texts)}]")
        if len(values) == len(texts):
            return list(values)
    return [read_value(text) for text in texts]


def _credit(question: Question, value: object) -> float:
    rule = question.answer
    return np.nan if rule.fault(value) else rule.credit(value)  # type: ignore[arg-type]  # fault() checked it


def _places(regions: Sequence[str], ids: Sequence[str], table: pd.DataFrame, column: str) -> tuple[Ints, Ints, Bools]:
    """Row and column of every line of a table, and which lines have both."""
    rows = _positions(regions, table["region"])
    columns = _positions(ids, table[column])
    kept = (rows >= 0) & (columns >= 0)
    return rows[kept], columns[kept], kept


def _positions(ids: Sequence[str], wanted: pd.Series[str]) -> Ints:
    """Place of each wanted id, -1 where it is not among them."""
    places = dict(zip(ids, range(len(ids)), strict=True))
    return np.fromiter(map(places.get, wanted.tolist(), repeat(-1)), np.int64, len(wanted))
