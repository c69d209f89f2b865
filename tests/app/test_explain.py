"""Explanations and replays over HTTP, from what is stored."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pylatexenc.latexwalker import LatexWalker, LatexWalkerParseError

from app.documents import latex, markdown
from app.documents.blocks import Block
from app.explain.document import document
from app.explain.setting import settings
from mtl.config import AlwaysOn, Dst, DstFormula, Lambdas, RandomDrop, Schedule
from mtl.records import Plan
from mtl.schedules.factory import make_schedule
from tests.app.conftest import claim, create, running
from tests.app.decisions import BROKEN, CASES, DEPTHS, RISING, SAMPLES, TASKS, Losses, stored
from tests.records import make_config, make_epoch, make_plan, make_task
from tests.servers import Server

NASTY = r"50%_of a&b #1 $x \y {z} ^ ~ <i> |p|"


def store(server: Server, schedule: Schedule, losses: Losses) -> int:
    """A run in the store whose decisions are those of its schedule."""
    run_id = create(server.runs, tasks=TASKS, schedule=schedule)
    attempt = claim(server.runs, run_id)
    server.runs.record_plan(run_id, attempt, _plan())
    policy = make_schedule(make_config(TASKS, schedule=schedule), DEPTHS, SAMPLES)
    for number, V in enumerate(losses, start=1):
        decision = policy.decide(number, V)
        tasks = tuple(
            replace(make_task(number, place, task.task), decision=task) for place, task in enumerate(decision.tasks)
        )
        means = {"mean_I": decision.mean_I, "mean_rate": decision.mean_rate, "skipped": decision.skipped}
        server.runs.append_epoch(run_id, attempt, replace(make_epoch(number, TASKS), tasks=tasks, **means))
    return run_id


def _plan() -> Plan:
    plan = make_plan(TASKS)
    tasks = [
        replace(task, depth=depth, samples=samples)
        for task, depth, samples in zip(plan.tasks, DEPTHS, SAMPLES, strict=True)
    ]
    return replace(plan, tasks=tuple(tasks))


def _document(schedule: Schedule, losses: Losses, name: str = "made up") -> list[Block]:
    run, epochs = stored(schedule, losses, name)
    history = list(settings(run, epochs))
    return list(document(run, history, history[-1]))


def check_latex(text: str) -> None:
    """It can be parsed (braces, environments, math), booktabs rules are complete, specials are escaped."""
    LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
    bare = re.sub(r"\\[{}\\%_&#$]", "", text)
    tables = re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", text, re.DOTALL)
    for table in tables:
        assert [table.count(f"\\{rule}") for rule in ("toprule", "midrule", "bottomrule")] == [1, 1, 1]
        alignment = re.match(r"\\begin\{longtable\}\{((?:[lr]|p\{[^}]*\})*)\}", table)
        assert alignment
        columns = len(re.findall(r"[lr]|p\{[^}]*\}", alignment[1]))
        body = re.sub(r"\\(toprule|midrule|bottomrule|endhead|(begin|end)\{longtable\})", "", table)
        rows = [row for row in re.split(r" \\\\\n", body)[1:] if row.strip()]  # the caption ends the first
        assert {len(re.findall(r"(?<!\\)&", row)) + 1 for row in rows} == {columns}
    outside = re.sub(r"\$[^$]*\$|\\begin\{align\*\}.*?\\end\{align\*\}", "", bare, flags=re.DOTALL)
    assert not re.search(r"[#$_^]", outside), outside
    assert not re.search(r"[^\x00-\x7f]", text), set(re.findall(r"[^\x00-\x7f]", text))


@pytest.mark.parametrize(
    "broken", ["{", "}", "$x", "\\textbf{a", "\\begin{align*}\\end{longtable}", "\\begin{longtable}"]
)
def test_latex_that_is_broken_is_noticed(broken: str) -> None:
    with pytest.raises(LatexWalkerParseError):
        check_latex(broken)


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_run_is_explained(case: str) -> None:
    blocks = _document(*CASES[case], name=NASTY)
    check_latex(latex.render(blocks))
    text = markdown.render(blocks)
    assert text.startswith("# How the drop rates of")
    assert "## The idea" in text
    assert "## The drop rates" in text
    has_formula = isinstance(CASES[case][0], DstFormula)
    assert ("## The symbols" in text) == ("## The four metrics over the epochs" in text) == has_formula
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_specials_are_escaped() -> None:
    assert latex.escape("50%_of a&b #1 $x \\ {z}") == r"50\%\_of a\&b \#1 \$x \textbackslash{} \{z\}"
    assert markdown.escape("a|b *c* _d_\n$e$") == r"a\|b \*c\* \_d\_ \$e\$"


def test_the_documents_of_a_stored_run(client: httpx.Client, server: Server) -> None:
    run_id = store(server, Dst(), RISING)
    answer = client.get(f"/api/runs/{run_id}/explain.md", params={"task": "digit", "epoch": 3})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="switchboard-run-{run_id}-explain.md"'
    assert "task **digit** in epoch **3**" in answer.text
    assert r"I = \frac{V_{3}}{V_{1}}" in answer.text
    assert r"= \frac{0.500}{2.00}" in answer.text
    tex = client.get(f"/api/runs/{run_id}/explain.tex")
    assert tex.headers["content-type"] == "application/x-tex; charset=utf-8"
    assert r"Explained here: task \textbf{digit} in epoch \textbf{4}" in tex.text  # the first task, the newest epoch
    check_latex(tex.text)


@pytest.mark.parametrize(
    ("file", "query", "status", "words"),
    [
        ("explain.md", {"task": "cat"}, 422, "task: The run has no task 'cat'; choose from digit, parity."),
        ("explain.md", {"epoch": 5}, 422, "epoch: Epoch 5 is not finished; choose from 1 to 4."),
        ("explain.md", {"epoch": 0}, 422, "epoch: "),
        ("explain.pdf", {}, 404, "There is no format 'pdf'; choose from md, tex."),
    ],
)
def test_mistakes_in_the_address_are_named(
    client: httpx.Client, server: Server, file: str, query: dict[str, Any], status: int, words: str
) -> None:
    answer = client.get(f"/api/runs/{store(server, Dst(), RISING)}/{file}", params=query)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("case", [name for name, (schedule, _) in CASES.items() if schedule.kind == "dst"])
def test_the_recorded_settings_give_the_recorded_probabilities_and_bits(
    client: httpx.Client, server: Server, case: str
) -> None:
    run_id = store(server, *CASES[case])
    settings_ = client.get(f"/api/runs/{run_id}").json()["config"]["schedule"]
    replayed = client.post(f"/api/runs/{run_id}/replay", json=settings_).json()
    epochs = server.runs.epochs(run_id)
    assert [epoch["epoch"] for epoch in replayed["epochs"]] == [epoch.epoch for epoch in epochs]
    assert [epoch["skipped"] for epoch in replayed["epochs"]] == [epoch.skipped for epoch in epochs]
    for place, task in enumerate(replayed["tasks"]):
        own = [epoch.tasks[place] for epoch in epochs]
        assert task["task"] == own[0].task
        assert task["P"] == [row.P for row in own]  # exactly, digit for digit
        assert task["active"] == [row.active for row in own]
        assert task["drop_rate"] == sum(not row.active for row in own) / len(own)
        assert task["expected_drop_rate"] == pytest.approx(sum(1 - float(row.P or 0) for row in own) / len(own))


def test_other_settings_give_other_probabilities(client: httpx.Client, server: Server) -> None:
    run_id = store(server, Dst(), RISING)
    shares = Lambdas(depth=1, samples=0, incompleteness=0, stagnancy=0, base=0)
    body = Dst(lambdas=shares).model_dump(mode="json")
    replayed = client.post(f"/api/runs/{run_id}/replay", json=body).json()
    assert [task["P"] for task in replayed["tasks"]] == [[0.5] * 4, [1.0] * 4]
    assert replayed["epochs"][0] == {"epoch": 1, "expected_drop_rate": 0.25, "skipped": False}
    draws = [epoch.tasks[0].draw for epoch in server.runs.epochs(run_id)]
    assert replayed["tasks"][0]["active"] == [draw is not None and draw < 0.5 for draw in draws]


@pytest.mark.parametrize("schedule", [AlwaysOn(), RandomDrop(p=0.5)])
def test_a_run_without_dst_can_be_replayed_too(client: httpx.Client, server: Server, schedule: Schedule) -> None:
    run_id = store(server, schedule, BROKEN)
    replayed = client.post(f"/api/runs/{run_id}/replay", json={}).json()
    assert replayed["tasks"][0]["P"][1] == 1.0  # its loss was not a number
    assert (replayed["tasks"][0]["active"] is None) == (schedule.kind == "always_on")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lambdas": {"depth": 1, "samples": 1}}, "lambdas"),
        ({"beta": 2}, "beta"),
        ({"reading": "loud"}, "reading"),
        ({"gamma": 1}, "gamma"),
        ({"kind": "random"}, "kind"),
    ],
)
def test_mistakes_in_a_replay_are_named(client: httpx.Client, server: Server, body: dict[str, Any], field: str) -> None:
    answer = client.post(f"/api/runs/{store(server, Dst(), RISING)}/replay", json=body)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"].startswith(field)


def test_a_run_without_epochs_has_nothing_to_explain(client: httpx.Client, server: Server) -> None:
    run_id, _ = running(server.runs)
    for answer in (client.get(f"/api/runs/{run_id}/explain.md"), client.post(f"/api/runs/{run_id}/replay", json={})):
        assert answer.status_code == 409
        assert "no finished epoch yet" in answer.json()["detail"]
    assert client.get("/api/runs/999999/explain.md").status_code == 404
