"""A `RunConfig` in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from mtl.config import RunConfig, field_errors
from mtl.errors import ConfigInvalid


def read_config(path: Path) -> RunConfig:
    """The configuration in a file.

    Raises:
        ConfigInvalid: the file cannot be read, is not TOML, or is not a valid configuration.
    """
    try:
        with path.open("rb") as file:
            return RunConfig.model_validate(tomllib.load(file))
    except OSError as error:
        raise ConfigInvalid(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        mistakes = [f"{path}: {field}: {message}" for field, message in field_errors(error)]
        raise ConfigInvalid("\n".join(mistakes)) from error


def write_config(config: dict[str, Any]) -> str:
    """A configuration in JSON as the text of such a file. TOML knows no null: what is null is left out."""
    return tomli_w.dumps(_without_nulls(config))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value
