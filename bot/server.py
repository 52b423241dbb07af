"""Listens: uvicorn with the settings that this service needs."""

import socket
import sys

import uvicorn
from fastapi import FastAPI
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.errors import NotReady
from bot.process_memory import limit_arenas
from bot.service import Service
from bot.settings import Settings

# A turn's thread and the event loop share the interpreter; at the default of 5 ms each waits for the other.
SWITCH_INTERVAL_S = 0.0005


def run(app: FastAPI, listener: socket.socket, settings: Settings) -> None:
    """Serves until a signal ends it; turns that run then come to their end.

    NotReady where the models cannot be loaded: a service that takes messages and never answers helps nobody.
    """
    service: Service = app.state.service
    prepare_process()
    server = uvicorn.Server(configure(app, settings))
    service.readiness.when_hopeless.append(lambda: setattr(server, "should_exit", True))
    server.run(sockets=[listener])
    if service.readiness.problem is not None:
        raise NotReady(service.readiness.problem)


def prepare_process() -> None:
    limit_arenas()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    # Turns run side by side already; a second thread for one product of matrices only gets in their way.
    threadpool_limits(1, user_api="blas")


def configure(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        # What is somewhat too long is told so by us; by this it is only cut off.
        ws_max_size=4 * settings.body_limit,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )
