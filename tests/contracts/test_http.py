"""The HTTP contract of the design is there, and its snapshot is current."""

from __future__ import annotations

import pytest

from app.main import create_app
from tests.contracts import openapi

ROUTES = [
    ("get", "/api/health"),
    ("get", "/api/config-schema"),
    ("get", "/api/presets"),
    ("get", "/api/datasets"),
    ("post", "/api/datasets/inspect"),
    ("get", "/api/cache"),
    ("delete", "/api/cache/{key}"),
    ("post", "/api/preview"),
    ("get", "/api/runs"),
    ("post", "/api/runs"),
    ("post", "/api/runs/change"),
    ("get", "/api/query"),
    ("get", "/api/views"),
    ("post", "/api/views"),
    ("put", "/api/views/{view_id}"),
    ("delete", "/api/views/{view_id}"),
    ("get", "/api/runs/{run_id}"),
    ("patch", "/api/runs/{run_id}"),
    ("delete", "/api/runs/{run_id}"),
    ("post", "/api/runs/{run_id}/cancel"),
    ("post", "/api/runs/{run_id}/resume"),
    ("get", "/api/runs/{run_id}/epochs"),
    ("get", "/api/runs/{run_id}/confusion"),
    ("get", "/api/runs/{run_id}/logs"),
    ("post", "/api/runs/expand"),
    ("get", "/api/experiments"),
    ("get", "/api/experiments/{name}"),
    ("post", "/api/experiments/{name}/cancel"),
    ("post", "/api/experiments/{name}/relaunch"),
    ("get", "/api/compare"),
    ("get", "/api/compare/curves"),
    ("get", "/api/compare/export.{format}"),
    ("get", "/api/compare/report.html"),
    ("get", "/api/compare/report.zip"),
    ("get", "/api/runs/{run_id}/explain.{format}"),
    ("post", "/api/runs/{run_id}/replay"),
    ("get", "/api/live"),
    ("get", "/api/runs/{run_id}/export/{table}.{format}"),
    ("get", "/api/runs/{run_id}/report.html"),
    ("get", "/api/runs/{run_id}/report.zip"),
    ("get", "/api/workers"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_of_the_design_exists(method: str, path: str) -> None:
    assert method in create_app().openapi()["paths"][path]


def test_the_design_knows_every_route() -> None:
    paths = create_app().openapi()["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == set(ROUTES)


def test_the_snapshot_is_current() -> None:
    assert openapi.SNAPSHOT.read_text(encoding="utf-8") == openapi.current(), "run `make client`"


def test_the_events_of_the_live_stream_are_described() -> None:
    schemas = create_app().openapi()["components"]["schemas"]
    assert {"EpochOut", "RunSummary", "Gone", "ProgressOut", "LogOut"} <= schemas.keys()


def test_errors_are_problem_details() -> None:
    content = create_app().openapi()["paths"]["/api/runs"]["post"]["responses"]["422"]["content"]
    assert list(content) == ["application/problem+json"]
