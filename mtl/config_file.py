"""A `RunConfig` in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

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
