"""Runs that are repeats of each other: one variant is one configuration, run with several seeds.

Configurations are complete here: `app.runs.differences.complete`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.runs.differences import Config, differences, value_at, word
from app.runs.expansion import OF_SEVERAL_TASKS
from app.runs.method import METHOD, PLAIN, in_words, method_of
from app.store.runs import Candidate


@dataclass(frozen=True, slots=True)
class Variant:
    """Runs with the same configuration but for the seeds, one for each seed."""

    label: str
    """The settings in which it departs from others of the comparison."""
    settings: dict[str, str]
    """In words, by dotted field: those in which the compared runs differ. One that this variant lacks is absent."""
    tasks: tuple[str, ...]
    runs: tuple[Candidate, ...]

    @property
    def id(self) -> int:
        """The lowest number of its runs."""
        return min(run.id for run in self.runs)

    @property
    def seeds(self) -> dict[str, Candidate]:
        """Its runs by seed."""
        return {seed_of(run.config): run for run in self.runs}


def seed_of(config: Config) -> str:
    """The seeds of a configuration in a word: `3`, or `3/3/5` (weights, data order, draws) where they differ."""
    seeds = config["seeds"]
    parts = [str(seeds[name]) for name in ("weights", "data_order", "draws")]
    return parts[0] if len(set(parts)) == 1 else "/".join(parts)


def newest_of_repeats(runs: Sequence[Candidate]) -> tuple[list[Candidate], dict[int, int]]:
    """Of runs with the same configuration and seeds the newest; the others by number, with the one that is kept."""
    keys = [json.dumps(run.config, sort_keys=True) for run in runs]
    newest: dict[str, int] = {}
    for key, run in zip(keys, runs, strict=True):
        newest[key] = max(run.id, newest.get(key, 0))
    repeats = {run.id: newest[key] for key, run in zip(keys, runs, strict=True) if newest[key] != run.id}
    return [run for run in runs if run.id not in repeats], repeats


def group(runs: Sequence[Candidate]) -> tuple[list[str], list[Variant]]:
    """The dotted fields in which runs differ (seeds aside), and the runs as variants, in the order of their numbers.

    A field below `tasks` names the task, not its place: `tasks.parity.weight`. Where two of schedule, weighting
    and aggregation differ, they are told as one: `method`.
    """
    groups: dict[str, list[Candidate]] = {}
    configs: dict[str, Config] = {}
    for run in runs:
        config = {name: value for name, value in run.config.items() if name != "seeds"}
        key = json.dumps(config, sort_keys=True)
        groups.setdefault(key, []).append(run)
        configs[key] = config
    fields = _varied(list(configs.values()))
    multi_task = {_names(config) for config in configs.values() if len(config["tasks"]) > 1}
    variants = []
    for key, members in groups.items():
        settings = dict(_settings(configs[key], fields))
        spoken = [_spoken(field, text) for field, text in settings.items() if field != "tasks" or len(multi_task) > 1]
        if "tasks" in settings and len(multi_task) <= 1 and len(configs[key]["tasks"]) == 1:
            spoken.insert(0, f"tasks = {settings['tasks']}")
        label = " · ".join(spoken) or f"schedule = {word(configs[key]['schedule'])}"
        variants.append(Variant(label, settings, _names(configs[key]), tuple(members)))
    return fields, _told_apart(variants)


def most_alike(variant: Variant, task: str, alone: Sequence[Variant]) -> Variant | None:
    """Of the variants that have a task alone the one whose settings depart least from a variant that has others too.

    Settings that a run of one task has no choice in do not count. Of equals the one with the most runs is taken.
    """
    mine = _of_one_task(variant.runs[0].config, task)

    def rank(other: Variant) -> tuple[int, int, int]:
        return len(differences([mine, _of_one_task(other.runs[0].config, task)])), -len(other.runs), other.id

    return min((other for other in alone if other.tasks == (task,)), key=rank, default=None)


def _of_one_task(config: Config, task: str) -> Config:
    """The settings that the task would have alone."""
    general = {name: value for name, value in config.items() if name not in ("seeds", *OF_SEVERAL_TASKS)}
    [own] = [item for item in config["tasks"] if item["name"] == task]
    return {**general, "task": {name: value for name, value in own.items() if name != "weight"}}


def _names(config: Config) -> tuple[str, ...]:
    return tuple(task["name"] for task in config["tasks"])


def _varied(configs: Sequence[Config]) -> list[str]:
    rest = [{name: value for name, value in config.items() if name != "tasks"} for config in configs]
    found = [] if len({_names(config) for config in configs}) <= 1 else ["tasks"]
    for name in dict.fromkeys(name for config in configs for name in _names(config)):
        same = [task for config in configs for task in config["tasks"] if task["name"] == name]
        found += differences(same, f"tasks.{name}")
    return found + list(dict.fromkeys(_whole(field) for field in _with_method(differences(rest))))


def _with_method(fields: list[str]) -> list[str]:
    """Where several parts of the method differ in their kind, the method is one setting."""
    parts = [field for field in fields if field in PLAIN]
    if len(parts) < 2:
        return fields
    return [METHOD, *(field for field in fields if field not in parts)]


def _whole(field: str) -> str:
    """The five λ are one setting."""
    head, found, _ = field.partition(".lambdas.")
    return f"{head}.lambdas" if found else field


def _settings(config: Config, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    by_name = {**config, **{f"tasks.{task['name']}": task for task in config["tasks"]}, METHOD: method_of(config)}
    for field in fields:
        found, value = value_at(by_name, field)
        if found:
            yield field, word(value)


def _spoken(field: str, text: str) -> str:
    return in_words(text) if field == METHOD else f"{field} = {text}"


def _told_apart(variants: Sequence[Variant]) -> list[Variant]:
    """Labels that would be the same (two choices out of many tasks) get a number."""
    repeated = Counter(variant.label for variant in variants)
    seen: Counter[str] = Counter()
    found = []
    for variant in variants:
        seen[variant.label] += 1
        label = f"{variant.label} ({seen[variant.label]})" if repeated[variant.label] > 1 else variant.label
        found.append(Variant(label, variant.settings, variant.tasks, variant.runs))
    return found
