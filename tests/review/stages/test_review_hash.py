"""The hash of a content changes with the content, and with nothing else."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.review.manifest import content_hash, covered, digests

VALUES = st.dictionaries(
    st.sampled_from(["value", "note", "points"]),
    st.one_of(st.none(), st.text(max_size=5), st.integers(0, 9), st.floats(0, 9, allow_nan=False)),
    max_size=3,
)
CONTENTS = st.fixed_dictionaries(
    {
        section: st.dictionaries(st.sampled_from(["I1", "I2", "I3"]), VALUES, max_size=3)
        for section in ("answers", "points", "decisions", "completions", "evidence")
    }
)


@given(CONTENTS, CONTENTS)
def test_two_contents_have_the_same_hash_if_and_only_if_they_are_the_same(one: Any, other: Any) -> None:
    assert (content_hash(one) == content_hash(other)) is (repr(_sorted(one)) == repr(_sorted(other)))


@given(CONTENTS)
def test_the_order_in_which_things_were_stored_does_not_matter(content: Any) -> None:
    turned = {name: dict(reversed(list(places.items()))) for name, places in reversed(list(content.items()))}
    assert content_hash(turned) == content_hash(content)


@given(CONTENTS, st.sampled_from(["answers", "points", "decisions", "completions", "evidence"]))
def test_a_change_is_named_by_its_place_alone(content: Any, section: str) -> None:
    changed = copy.deepcopy(content)
    changed[section]["I2"] = {"value": "another"}
    if changed == content:
        return
    before, after = digests(content), digests(changed)
    differing = {
        (name, place)
        for name in before
        for place in before[name].keys() | after[name].keys()
        if before[name].get(place) != after[name].get(place)
    }
    assert differing == {(section, "I2")}


@given(CONTENTS, VALUES)
def test_evidence_that_comes_later_is_not_covered(content: Any, later: dict[str, object]) -> None:
    signed = digests(content)
    more = copy.deepcopy(content)
    more["evidence"]["I9/new"] = later
    assert content_hash(covered(more, signed)) == content_hash(content)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _sorted(one)) for key, one in value.items())
    return value
