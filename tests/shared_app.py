"""The application, put together once for many services: building its routes takes longer than most tests."""

from fastapi import FastAPI
from starlette.datastructures import State

from bot.app import create_app
from bot.service import Service

_APPS: dict[tuple[int, tuple[str, ...]], FastAPI] = {}


def app_over(service: Service, *pages: str) -> FastAPI:
    """For one service at a time: the next that asks for the same pages takes the place of the one before."""
    kind = (service.settings.body_limit, pages)
    if kind not in _APPS:
        _APPS[kind] = create_app(service.settings, service, pages=pages)
    _APPS[kind].state = State({"service": service})
    return _APPS[kind]
