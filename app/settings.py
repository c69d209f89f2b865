"""Where things are and how long to wait: read from the environment, the same for server, worker and command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_PORT = 8642
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """All settings. Environment variables carry the names given as aliases; a file `.env` may hold them too."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, populate_by_name=True, validate_default=True
    )

    data_dir: AbsolutePath = Field(Path("switchboard-data"), alias="SWITCHBOARD_DATA_DIR")
    """Folder of everything that Switchboard writes: database, sockets, files of the runs."""
    data: AbsolutePath | None = Field(None, alias="SWITCHBOARD_DATA")
    """Folder of the data sets; default `<data_dir>/datasets` (see `data_root`)."""
    cache: AbsolutePath | None = Field(None, alias="SWITCHBOARD_CACHE")
    """Folder of the decoded images; default `<data_dir>/cache` (see `cache_dir`)."""
    database: str | None = Field(None, alias="DATABASE_URL")
    """SQLAlchemy URL; default SQLite in `data_dir` (see `database_url`)."""
    redis: str | None = Field(None, alias="REDIS_URL")
    """`redis://…` or `unix:///path.sock`; default a socket in `data_dir` (see `redis_url`)."""
    lease_seconds: float = Field(15, gt=0, alias="SWITCHBOARD_LEASE_SECONDS")
    """A run whose worker is silent for this long is taken from it."""
    cancel_grace_seconds: float = Field(10, ge=0, alias="SWITCHBOARD_CANCEL_GRACE_SECONDS")
    """Time between asking a trainer to stop and killing it."""
    max_attempts: int = Field(3, ge=1, alias="SWITCHBOARD_MAX_ATTEMPTS")
    """How often a run is started before its lost workers make it fail."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(_LOCAL_HOSTS, alias="SWITCHBOARD_ALLOWED_HOSTS")
    """Host names under which the server answers, separated by commas; `*` means any. Guards against DNS rebinding."""
    warm_describer: bool = Field(True, alias="SWITCHBOARD_WARM_DESCRIBER")
    """Start the helper behind the preview together with the server, so that the first preview is quick."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(filter(None, (part.strip() for part in value.split(",")))) if isinstance(value, str) else value

    @property
    def data_root(self) -> Path:
        """Where data sets are looked for."""
        return self.data or self.data_dir / "datasets"

    @property
    def cache_dir(self) -> Path:
        """Where images are kept once they are decoded."""
        return self.cache or self.data_dir / "cache"

    @property
    def database_url(self) -> str:
        """With the driver that is installed: `postgresql://` becomes `postgresql+psycopg://`."""
        if self.database is None:
            return f"sqlite:///{self.data_dir / 'switchboard.db'}"
        for plain in ("postgresql://", "postgres://"):
            if self.database.startswith(plain):
                return "postgresql+psycopg://" + self.database.removeprefix(plain)
        return self.database

    @property
    def redis_url(self) -> str:
        """In the form of redis-py."""
        return self.redis or f"unix://{self.data_dir / 'valkey.sock'}"

    def run_dir(self, run_id: int) -> Path:
        """Folder of one run's files (checkpoints); removed together with the run."""
        return self.data_dir / "runs" / str(run_id)
