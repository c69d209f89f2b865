"""Puts the server together. `uvicorn --factory app.main:create_app` serves it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from app import __version__, openapi, problems
from app.catalog.endpoints import router as catalog
from app.compare.endpoints import router as compare
from app.experiments.endpoints import router as experiments
from app.explain.endpoints import router as explain
from app.export.endpoints import router as export
from app.frontend import frontend_router
from app.guard import Guard
from app.live.endpoints import router as live
from app.live.shutdown import on_stop_signal
from app.query.endpoints import router as query
from app.report.endpoints import router as report
from app.runs.endpoints import router as runs
from app.services import Services
from app.settings import Settings
from app.views.endpoints import router as views


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server; `settings` come from the environment unless given. Nothing is touched before it is started."""
    settings = settings or Settings()
    app = FastAPI(
        title="Switchboard",
        version=__version__,
        description="Watch, epoch by epoch, which task of a multi-task model is switched on, which is off, and why.",
        lifespan=_lifespan,
        docs_url=None,  # those pages load their scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.state.services = Services.build(settings)
    app.add_middleware(Guard, allowed_hosts=settings.allowed_hosts)
    problems.install(app)
    api = APIRouter(prefix="/api")
    for router in (catalog, runs, experiments, query, views, compare, explain, export, report, live):
        api.include_router(router)
    app.include_router(api)
    app.include_router(frontend_router())
    openapi.install(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Services = app.state.services
    await run_in_threadpool(parts.database.migrate)
    background = [asyncio.create_task(parts.bells.listen())]
    if parts.settings.warm_describer:
        background.append(asyncio.create_task(parts.describer.warm_up()))
    gc.freeze()  # what was loaded stays: looking through it for garbage again and again makes single requests wait
    with on_stop_signal(parts.bells.close):
        yield
    parts.bells.close()
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    await parts.describer.close()
    await run_in_threadpool(parts.close)
