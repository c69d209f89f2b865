from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl.config import AlwaysOn, Dst, Lambdas, RandomDrop, RoundRobin, RunConfig, Soft
from mtl.records import Decision
from mtl.schedules.base import DropSchedule
from mtl.schedules.draws import MAX_REDRAWS, draw_bits
from mtl.schedules.dst_schedule import DstSchedule
from mtl.schedules.factory import make_schedule

Make = Callable[..., RunConfig]
LOSSES = [
    (2.0, 1.0, 1.0, 1.0),
    (1.5, 1.1, 0.8, 0.9),
    (1.2, 0.8, 0.9, 0.5),
    (1.0, math.nan, 0.5, 0.4),
    (0.9, 0.7, 0.4, 0.3),
]


def schedule(make_config: Make, kind: Any, **changes: Any) -> DropSchedule:
    return make_schedule(make_config(schedule=kind, **changes), [3, 4, 3, 3], [100, 100, 50, 100])


def decisions(subject: DropSchedule, losses: Sequence[Sequence[float]] = LOSSES, first: int = 1) -> list[Decision]:
    return [subject.decide(epoch, V) for epoch, V in enumerate(losses, start=first)]


def same(left: Sequence[Decision], right: Sequence[Decision]) -> bool:
    return repr(left) == repr(right)  # unlike ==, NaN equals itself here


# Draws


def test_a_task_is_on_exactly_when_its_draw_is_below_its_probability() -> None:
    for epoch in range(1, 200):
        bits = draw_bits((0.9, 0.5, 0.2), epoch, seed=7, all_dropped="skip_epoch")
        assert bits.active == tuple(draw < p for draw, p in zip(bits.draws, (0.9, 0.5, 0.2), strict=True))
        assert all(0 <= draw < 1 for draw in bits.draws)


def test_bits_are_on_as_often_as_their_probability_says() -> None:
    epochs = 4000
    on = [draw_bits((0.8, 0.3), epoch, 1, "skip_epoch").active for epoch in range(1, epochs + 1)]
    for t, p in enumerate((0.8, 0.3)):
        share = sum(bits[t] for bits in on) / epochs
        assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / epochs)


def test_draws_depend_on_seed_and_epoch_alone() -> None:
    def draws(P: tuple[float, ...], epoch: int, seed: int) -> tuple[float, ...]:
        return draw_bits(P, epoch, seed, "skip_epoch").draws

    assert draws((0.5, 0.5), 3, 1) == draws((0.9, 0.1), 3, 1)
    assert len({draws((0.5, 0.5), epoch, seed) for epoch in (1, 2, 3) for seed in (0, 1, 2)}) == 9


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(1, 1000), st.integers(0, 2**31 - 1))
def test_probability_one_is_never_dropped_and_zero_never_drawn(P: list[float], epoch: int, seed: int) -> None:
    bits = draw_bits(P, epoch, seed, "skip_epoch")
    assert all(active for active, p in zip(bits.active, P, strict=True) if p == 1)
    assert not any(active for active, p in zip(bits.active, P, strict=True) if p == 0)
    assert bits.skipped == (not any(bits.active))


# When all are dropped


def test_the_most_probable_task_is_forced_on() -> None:
    bits = draw_bits((0.0, 1e-12, 0.0), 1, 0, "force_most_probable")
    assert bits.active == (False, True, False)
    assert bits.guards == ((), ("forced_on",), ())
    assert not bits.skipped


def test_forcing_favours_none_of_equals() -> None:
    forced = [draw_bits((0.0, 0.0, 0.0), epoch, 0, "force_most_probable").active.index(True) for epoch in range(300)]
    assert all(forced.count(t) > 60 for t in range(3))


def test_an_epoch_is_skipped() -> None:
    bits = draw_bits((0.0, 0.0), 1, 0, "skip_epoch")
    assert (bits.active, bits.skipped, bits.guards) == ((False, False), True, ((), ()))


def test_resampling_draws_until_a_task_is_on_and_says_so() -> None:
    plain = [draw_bits((0.1, 0.1), epoch, 0, "skip_epoch") for epoch in range(1, 50)]
    again = [draw_bits((0.1, 0.1), epoch, 0, "resample") for epoch in range(1, 50)]
    for first, bits in zip(plain, again, strict=True):
        assert any(bits.active)
        assert bits.guards == ((("resampled",),) * 2 if first.skipped else ((), ()))
        assert bits.active == tuple(draw < 0.1 for draw in bits.draws)
    assert any(first.skipped for first in plain)


def test_resampling_ends() -> None:
    assert MAX_REDRAWS < 1000
    bits = draw_bits((0.0, 0.0), 1, 0, "resample")
    assert sum(bits.active) == 1
    assert sorted(bits.guards) == [("resampled",), ("resampled", "forced_on")]


# Schedules


def test_random_takes_the_rate_of_each_task(make_config: Make) -> None:
    subject = schedule(make_config, RandomDrop(p=0.9, rates={"parity": 0.25, "closed-loop": 1.0}))
    assert subject.bounds() == ((0.9, 0.9), (0.25, 0.25), (0.9, 0.9), (1.0, 1.0))
    assert [task.P for task in decisions(subject)[0].tasks] == [0.9, 0.25, 0.9, 1.0]


def test_tasks_take_turns(make_config: Make) -> None:
    made = decisions(schedule(make_config, RoundRobin(together=3)), [LOSSES[0]] * 4)
    bits = [[task.active for task in decision.tasks] for decision in made]
    assert bits == [
        [True, True, True, False],
        [True, True, False, True],
        [True, False, True, True],
        [False] + [True] * 3,
    ]
    assert {(task.P, task.draw) for decision in made for task in decision.tasks} == {(0.75, None)}


def test_a_task_whose_loss_broke_trains_out_of_turn(make_config: Make) -> None:
    broken = decisions(schedule(make_config, RoundRobin()))[3].tasks[1]
    assert (broken.active, broken.P, broken.guards) == (True, 1.0, ("non_finite_loss",))


def test_soft_has_the_probabilities_of_dst_and_drops_nothing(make_config: Make) -> None:
    soft, dst = schedule(make_config, Soft(beta=0.3)), schedule(make_config, Dst(beta=0.3))
    assert soft.bounds() == ((1.0, 1.0),) * 4
    for left, right in zip(decisions(soft), decisions(dst), strict=True):
        assert [task.P for task in left.tasks] == [task.P for task in right.tasks]
        assert all(task.active and task.draw is None for task in left.tasks)
        assert (left.mean_I, left.skipped) == (right.mean_I, False)
    resumed = schedule(make_config, Soft(beta=0.3))
    resumed.restore(soft.state())
    assert same([resumed.decide(6, LOSSES[0])], [soft.decide(6, LOSSES[0])])


def test_always_on_draws_nothing(make_config: Make) -> None:
    for decision in decisions(schedule(make_config, AlwaysOn())):
        assert (decision.mean_I, decision.mean_rate, decision.skipped) == (None, None, False)
        for task in decision.tasks:
            assert (task.P, task.P_raw, task.draw, task.active) == (1.0, 1.0, None, True)
            assert (task.I, task.P_u, task.R, task.R_global, task.P_r, task.P_d, task.P_c, task.P_b) == (None,) * 8
            assert task.guards == (("non_finite_loss",) if math.isnan(task.V) else ())


def test_random_gives_every_task_the_same_probability(make_config: Make) -> None:
    for decision in decisions(schedule(make_config, RandomDrop(p=0.25))):
        for task in decision.tasks:
            expected = 1.0 if math.isnan(task.V) else 0.25
            assert expected == task.P
            assert task.draw is not None
            assert task.active == (task.draw < task.P) or "forced_on" in task.guards


def test_dst_carries_all_terms_and_both_means(make_config: Make) -> None:
    second = decisions(schedule(make_config, Dst()))[1]
    assert [task.P_d for task in second.tasks] == [0.75, 1.0, 0.75, 0.75]
    assert [task.P_c for task in second.tasks] == [1.0, 1.0, 0.5, 1.0]
    assert second.mean_I == pytest.approx((0.75 + 1.1 + 0.8 + 0.9) / 4)
    for task in second.tasks:
        terms = (task.P_d, task.P_c, task.P_u, task.P_r, task.P_b)
        assert math.fsum(0.2 * term for term in terms if term is not None) == pytest.approx(task.P)
        assert None not in terms


def test_guards_of_formula_and_draw_stand_side_by_side(make_config: Make) -> None:
    subject = schedule(make_config, Dst(lambdas=Lambdas(depth=0, samples=0, incompleteness=0, stagnancy=1, base=0)))
    second = decisions(subject, [(1.0,) * 4, (2.0,) * 4])[1]
    assert all("not_improving" in task.guards for task in second.tasks)


@pytest.mark.parametrize(
    "kind", [AlwaysOn(), RandomDrop(p=0.4), Dst(), Dst(reading="literal"), Dst(reading="magnitude")]
)
def test_a_restored_schedule_decides_as_the_uninterrupted_one(make_config: Make, kind: Any) -> None:
    whole = decisions(schedule(make_config, kind))
    for stop in range(len(LOSSES)):
        first, second = schedule(make_config, kind), schedule(make_config, kind)
        head = decisions(first, LOSSES[:stop])
        second.restore(first.state())
        assert same([*head, *decisions(second, LOSSES[stop:], first=stop + 1)], whole)


def test_schedules_that_differ_share_their_draws(make_config: Make) -> None:
    dst, random = decisions(schedule(make_config, Dst())), decisions(schedule(make_config, RandomDrop()))
    assert [t.draw for d in dst for t in d.tasks] == [t.draw for d in random for t in d.tasks]


@given(
    st.lists(st.lists(st.floats(0, 10), min_size=3, max_size=3), min_size=1, max_size=6),
    st.lists(st.integers(0, 4), min_size=5, max_size=5).filter(any),
    st.sampled_from(["signed", "literal", "magnitude"]),
)
def test_probabilities_stay_within_the_announced_bounds(losses: Any, parts: list[int], reading: Any) -> None:
    shares = dict(zip(Lambdas.model_fields, (part / sum(parts) for part in parts), strict=True))
    config = Dst(lambdas=Lambdas(**shares), reading=reading)
    subject = DstSchedule(("a", "b", "c"), (1, 2, 4), (10, 1, 5), config, 0)
    for decision in decisions(subject, losses):
        for task, (low, high) in zip(decision.tasks, subject.bounds(), strict=True):
            assert low - 1e-9 <= task.P <= high + 1e-9


def test_bounds(make_config: Make) -> None:
    assert schedule(make_config, AlwaysOn()).bounds() == ((1.0, 1.0),) * 4
    assert schedule(make_config, RandomDrop(p=0.3)).bounds() == ((0.3, 0.3),) * 4
    low, high = schedule(make_config, Dst()).bounds()[2]
    assert (low, high) == pytest.approx((0.2 * 0.75 + 0.2 * 0.5 + 0.2, 0.2 * 0.75 + 0.2 * 0.5 + 0.6))
    assert schedule(make_config, Dst(reading="literal")).bounds()[2][0] == 0.0
