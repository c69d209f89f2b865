"""Runs at the mean rates of another are repeats of each other, though each has rates of its own."""

from __future__ import annotations

from app.compare.matched import told_by_source
from app.compare.variants import group, newest_of_repeats
from app.store.runs import Candidate
from tests.app.compare.test_variants import run


def matched(source: Candidate, seed: int, digit: float) -> Candidate:
    rates = {"digit": digit, "parity": 0.5}
    return run(seed, schedule={"kind": "random", "rates_of": source.id, "rates": rates})


def test_matched_runs_with_different_seeds_are_one_variant() -> None:
    sources = [run(seed) for seed in range(3)]
    controls = [matched(source, seed, seed / 4) for seed, source in enumerate(sources)]
    plain = run(0, schedule={"kind": "random", "p": 0.5})
    fields, variants = group(told_by_source([*sources, *controls, plain]))
    assert "schedule" in fields
    assert [(item.settings["schedule"], len(item.runs)) for item in variants] == [
        ("dst", 3), ("random_matched", 3), ("random", 1),
    ]  # fmt: skip
    assert "rates" not in " ".join(fields)


def test_runs_matched_to_different_schedules_are_different_variants() -> None:
    slow, quick = run(schedule={"kind": "dst", "beta": 0.25}), run(schedule={"kind": "dst", "beta": 0.75})
    turns = run(schedule={"kind": "round_robin"})
    controls = [matched(source, 0, 0.5) for source in (slow, quick, turns)]
    _, variants = group(told_by_source([slow, quick, turns, *controls]))
    assert len(variants) == 6
    assert [item.settings.get("schedule.rates_of.beta") for item in variants[3:]] == ["0.25", "0.75", None]
    assert [item.settings["schedule.rates_of"] for item in variants[3:]] == ["dst", "dst", "round_robin"]


def test_without_its_source_a_matched_run_is_still_one() -> None:
    gone = [run(seed) for seed in range(2)]
    _, [variant] = group(told_by_source([matched(source, seed, seed / 2) for seed, source in enumerate(gone)]))
    assert len(variant.runs) == 2


def test_the_newest_of_repeated_matched_runs_counts() -> None:
    first, second = run(0), run(0)
    runs = [first, matched(first, 0, 0.25), second, matched(second, 0, 0.75)]
    kept, repeats = newest_of_repeats(told_by_source(runs))
    assert [item.id for item in kept] == [second.id, runs[3].id]
    assert repeats == {first.id: second.id, runs[1].id: runs[3].id}
