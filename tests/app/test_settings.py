"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def test_everything_has_a_default_below_one_folder(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.data_dir == tmp_path / "switchboard-data"
    assert settings.database_url == f"sqlite:///{tmp_path}/switchboard-data/switchboard.db"
    assert settings.redis_url == f"unix://{tmp_path}/switchboard-data/valkey.sock"
    assert settings.data_root == tmp_path / "switchboard-data" / "datasets"
    assert settings.cache_dir == tmp_path / "switchboard-data" / "cache"
    assert settings.run_dir(7) == tmp_path / "switchboard-data" / "runs" / "7"
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "::1")


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "SWITCHBOARD_DATA_DIR": "elsewhere",
        "SWITCHBOARD_DATA": "/sets",
        "SWITCHBOARD_CACHE": "~/images",
        "REDIS_URL": "redis://host:1/2",
        "SWITCHBOARD_LEASE_SECONDS": "3",
        "SWITCHBOARD_CANCEL_GRACE_SECONDS": "4.5",
        "SWITCHBOARD_MAX_ATTEMPTS": "5",
        "SWITCHBOARD_ALLOWED_HOSTS": "a.example, b.example",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.data_dir == tmp_path / "elsewhere"
    assert settings.data_root == Path("/sets")
    assert settings.cache_dir == Path("~/images").expanduser()
    assert settings.redis_url == "redis://host:1/2"
    assert (settings.lease_seconds, settings.cancel_grace_seconds, settings.max_attempts) == (3, 4.5, 5)
    assert settings.allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_gets_its_driver(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://user@host/name")
    assert Settings().database_url == "postgresql+psycopg://user@host/name"


def test_a_file_may_hold_them_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SWITCHBOARD_MAX_ATTEMPTS=7\nSWITCHBOARD_LEASE_SECONDS=8\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("SWITCHBOARD_LEASE_SECONDS", "9")
    assert (Settings().max_attempts, Settings().lease_seconds) == (7, 9)


def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHBOARD_LEASE_SECONDS", "0")
    with pytest.raises(ValidationError, match="SWITCHBOARD_LEASE_SECONDS"):
        Settings()
