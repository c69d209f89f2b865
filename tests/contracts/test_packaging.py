"""What is installed is pinned; what the containers name exists."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.settings import Settings
from tests.contracts.documents import ROOT

PACKAGES = {"app", "mtl", "switchboard", "worker"}
EXTRAS = {"train", "postgres", "frontend", "dev"}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def _installed(name: str, extras: set[str], seen: set[tuple[str, str]]) -> dict[str, str]:
    """Version of the distribution and of everything it asks for on this machine, by name."""
    found = {canonicalize_name(name): distribution(name).version}
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        for extra in extras | {""}:
            key = (f"{requirement.name}{sorted(requirement.extras)}", extra)
            if key in seen or not (requirement.marker is None or requirement.marker.evaluate({"extra": extra})):
                continue
            seen.add(key)
            found |= _installed(requirement.name, requirement.extras, seen)
    return found


def test_everything_that_is_installed_is_pinned_at_its_version() -> None:
    installed = _installed("switchboard", EXTRAS, set())
    del installed["switchboard"]
    assert len(installed) > len(EXTRAS)
    pins = _pins()
    assert {name: version for name, version in installed.items() if pins.get(name) != version} == {}


def test_every_import_is_a_declared_dependency() -> None:
    bundled = {"kombu": "celery", "starlette": "fastapi", "pydantic-core": "pydantic"}
    declared = {canonicalize_name(Requirement(line).name) for line in distribution("switchboard").requires or ()}
    owners = packages_distributions()
    for module in _imported_modules():
        names = {canonicalize_name(name) for name in owners.get(module, ())}
        assert names & declared or {bundled.get(name) for name in names} & declared, module


def _imported_modules() -> set[str]:
    found = set()
    for file in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    return found - sys.stdlib_module_names - PACKAGES


def test_the_lock_of_the_frontend_pins_what_its_manifest_asks_for() -> None:
    manifest = json.loads((ROOT / "frontend" / "package.json").read_text())
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    asked = manifest["dependencies"] | manifest["devDependencies"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def _options_exist(command: list[str]) -> None:
    program, subcommand, *rest = command
    executable = Path(sys.executable).parent / program
    done = subprocess.run([executable, subcommand, "--help"], capture_output=True, text=True, check=True)
    flags = {word.split("=")[0] for word in rest if word.startswith("--")}
    assert {flag for flag in flags if flag not in done.stdout} == set()


def _services() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = COMPOSE["services"]
    return services


def test_services_of_our_image_run_commands_that_exist() -> None:
    ours = {name: service for name, service in _services().items() if "build" in service}
    assert len(ours) == 2
    for service in ours.values():
        _options_exist(service["command"])
    default = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert default is not None
    _options_exist(json.loads(default[1]))


def test_services_use_settings_volumes_and_services_that_exist() -> None:
    settings = {field.alias for field in Settings.model_fields.values()}
    for service in _services().values():
        if "build" in service:
            assert service["environment"].keys() <= settings
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert {name for name in volumes if not name.startswith(".")} <= COMPOSE["volumes"].keys()
        assert set(service.get("depends_on", {})) <= _services().keys()


def test_addresses_in_the_compose_file_name_its_services() -> None:
    for service in _services().values():
        for name in ("DATABASE_URL", "REDIS_URL"):
            if (url := service.get("environment", {}).get(name)) is not None:
                host = re.sub(r".*@|.*//", "", url).split(":")[0].split("/")[0]
                assert host in _services()


def test_the_image_copies_files_that_exist() -> None:
    copied = [
        line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line
    ]
    assert copied
    assert [source for line in copied for source in line if not (ROOT / source).exists()] == []
