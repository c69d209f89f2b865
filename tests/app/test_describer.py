"""The warm helper: asked in turn, replaced when it dies, stopped at the end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.catalog.describer import Describer
from app.catalog.schemas import InspectDataset
from app.errors import Unavailable, Unprocessable
from mtl.config import Digits, Manifest
from tests.records import make_config


def _pid(describer: Describer) -> int:
    process = describer._process
    assert process is not None
    return process.pid


def test_a_helper_answers_in_turn_and_is_replaced_when_it_dies(tmp_path: Path) -> None:
    async def main() -> None:
        describer = Describer(tmp_path, tmp_path / "cache")
        await describer.warm_up()
        first = _pid(describer)
        plans = await asyncio.gather(*(describer.describe(make_config(batch_size=size)) for size in (10, 20, 40)))
        assert [plan.batches_per_epoch for plan in plans] == [-(-plans[0].train_samples // n) for n in (10, 20, 40)]
        with pytest.raises(Unprocessable) as refused:
            await describer.describe(make_config(trunk={"kind": "cnn"}))
        assert refused.value.errors[0].field.startswith("trunk")
        inspection = await describer.inspect(InspectDataset(data=Digits(), samples=2))
        assert ([len(sample.labels) for sample in inspection.samples], inspection.cached) == ([4, 4], True)
        missing = InspectDataset(data=Manifest(path="none.csv"))
        with pytest.raises(Unprocessable, match=r"^data\.path: "):
            await describer.inspect(missing)
        with pytest.raises(Unprocessable, match=r"^data\.path: "):
            await describer.describe(make_config(data=missing.data, trunk={"kind": "mlp"}))
        assert _pid(describer) == first

        process = describer._process
        assert process is not None
        process.kill()
        assert (await describer.describe(make_config(batch_size=200))).batches_per_epoch == 7
        last = describer._process
        assert last is not None
        await describer.close()
        assert last.returncode is not None

    asyncio.run(main())


HELPER = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    size = json.loads(line)["config"]["batch_size"]
    if size == 1:
        sys.exit()
    print(json.dumps({"error": {"type": "ModelMismatch", "message": str(size), "field": "trunk"}}), flush=True)
"""


def test_an_answer_that_nobody_waits_for_is_not_taken_for_the_next(tmp_path: Path) -> None:
    async def main() -> None:
        describer = Describer(tmp_path, tmp_path / "cache", ("-c", HELPER))
        await describer.warm_up()
        abandoned = asyncio.create_task(describer.describe(make_config(batch_size=10)))
        waiting = asyncio.create_task(describer.describe(make_config(batch_size=20)))
        await asyncio.sleep(0)  # both have begun: the first has the turn and its question is out
        abandoned.cancel()
        with pytest.raises(Unprocessable, match="20"):
            await waiting
        with pytest.raises(Unavailable):
            await describer.describe(make_config(batch_size=1))  # a question that kills whoever is asked
        with pytest.raises(Unprocessable, match="30"):
            await describer.describe(make_config(batch_size=30))
        await describer.close()

    asyncio.run(main())


@pytest.mark.parametrize("helper", [("-c", "raise SystemExit(1)"), ("-c", "print('no JSON')")])
def test_without_a_helper_describing_is_unavailable(tmp_path: Path, helper: tuple[str, ...]) -> None:
    async def main() -> None:
        describer = Describer(tmp_path, tmp_path / "cache", helper)
        await describer.warm_up()
        with pytest.raises(Unavailable, match="does not answer"):
            await describer.describe(make_config())
        await describer.close()

    asyncio.run(main())
