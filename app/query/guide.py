"""What a query can ask for, with the words of the runs that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.query.fields import DROP_RATE, METRICS, RUN_FIELDS, settings
from app.query.schemas import QueryExample, QueryField, QueryGuide, QueryMetric
from app.query.tree import ANY, OPERATORS, quoted
from app.store.runs import RunRepository

EXAMPLES = {
    "mustache": "the word anywhere in name, experiment, tags, data set, schedule or notes",
    '"look again" or tag = todo': "words side by side; or a tag",
    "task.mustache.f1 > 0.5 and schedule = dst": "newest validation F1 of one task, and the drop schedule",
    'test."Big Lips".accuracy >= 90%': "accuracy on the test split; names with spaces are quoted",
    "task.any.drop_rate > 50%": "some task was dropped in most epochs",
    "status in (failed, cancelled) and finished > 7d": "ended badly within the last seven days",
    "config.optimizer.learning_rate < 0.001 not archived = true": "a setting; leave archived runs out",
    'experiment ~ lambda and experiment != "lambda 0.7"': "contains, but is not",
}


def guide(runs: RunRepository) -> QueryGuide:
    """Everything, with what the stored runs say."""
    found = runs.words()
    return QueryGuide(
        items=[*_run_fields(found), *_settings()],
        metrics=[
            *(QueryMetric(name=name, about=about, on_test=True) for name, about in METRICS.items()),
            QueryMetric(name=DROP_RATE, about="Share of epochs in which it was dropped", on_test=False),
        ],
        operators=list(OPERATORS["number"]),
        tasks=[ANY, *map(quoted, runs.task_names())],
        examples=[QueryExample(query=query, meaning=meaning) for query, meaning in EXAMPLES.items()],
    )


def _run_fields(found: Mapping[str, Sequence[str]]) -> Iterator[QueryField]:
    for name, known in RUN_FIELDS.items():
        words = known.words or found.get(name, ())
        yield QueryField(
            name=name,
            kind=known.kind,
            operators=list(OPERATORS[known.kind]),
            about=known.about,
            words=[quoted(word) for word in words],
        )


def _settings() -> Iterator[QueryField]:
    for setting in settings():
        words = ("true", "false") if setting.kind == "flag" else setting.words
        yield QueryField(
            name=".".join(("config", *setting.path)),
            kind=setting.kind,
            operators=list(OPERATORS[setting.kind]),
            about=setting.about,
            words=[quoted(word) for word in words],
        )
