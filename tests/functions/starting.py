"""Functions that stay loaded from test to test, and start anew in each as Lambda would start them.

Loading a function's code takes most of the time of its start, and so do boto3's clients and TLS: both are kept for the
process. What a function makes of them at its start, its stores and caches and settings, is made anew by running those
modules again which make it, and whatever holds what they made before holds the new.
"""

import importlib
import pkgutil
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any

import boto3
import httpx
from httpx._transports import default as transports

# Where a function makes what it works with; the first imports nothing of the second.
_MAKE = ("dependencies", "world", "handler")
_PLAIN = (bool, int, float, str, bytes, tuple, frozenset)


class Clients(boto3.session.Session):
    """A session that makes each client once; whoever listens hears all of them, until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[tuple[str, str], Any] = {}
        self._listening: list[tuple[str, Callable[..., None]]] = []

    def client(self, service: Any, *more: Any, config: Any = None, **others: Any) -> Any:  # type: ignore[override]  # the stubs have an overload a service
        make: Any = super().client
        if more or others:
            return make(service, *more, config=config, **others)
        key = service, repr(sorted(vars(config).items(), key=str)) if config else ""
        if key not in self._made:
            self._made[key] = make(service, config=config)
            for event, heard in self._listening:
                self._made[key].meta.events.register(event, heard)
        return self._made[key]

    create_client = client  # as botocore's own sessions call it

    def listen(self, event: str, heard: Callable[..., None]) -> None:
        self._listening.append((event, heard))
        for client in self._made.values():
            client.meta.events.register(event, heard)

    def deafen(self) -> None:
        for client in self._made.values():
            for event, heard in self._listening:
                client.meta.events.unregister(event, heard)
        self._listening.clear()


class Function:
    """A function's modules, and what they held when they were loaded."""

    def __init__(self, name: str) -> None:
        self.name = name
        _forget(name)
        importlib.import_module(f"{name}.handler")
        # What is imported by the first request that needs it is loaded once, too.
        for part in pkgutil.walk_packages(sys.modules[name].__path__, f"{name}."):
            importlib.import_module(part.name)
        self._modules = {one: sys.modules[one] for one in _loaded(name)}
        self._held = {one: dict(vars(module)) for one, module in self._modules.items()}
        self._contents = {
            id(value): (value, value.copy())
            for held in self._held.values()
            for one, value in held.items()
            if isinstance(value, dict | list | set) and not one.startswith("__")
        }

    @property
    def handler(self) -> ModuleType:
        return self._modules[f"{self.name}.handler"]

    def start(self) -> None:
        """Start anew, in the environment as it is now."""
        self._put_back()
        for part in _MAKE:
            if (module := self._modules.get(f"{self.name}.{part}")) is not None:
                self._run_again(module)

    def _put_back(self) -> None:
        # The simulation loads instances of its own under the same names.
        for name in _loaded(self.name):
            if name not in self._modules:
                _forget_one(name)
        sys.modules.update(self._modules)
        for name, module in self._modules.items():
            held = self._held[name]
            for gone in vars(module).keys() - held.keys():
                delattr(module, gone)
            vars(module).update(held)
        for value, content in self._contents.values():
            value.clear()
            (value.extend if isinstance(value, list) else value.update)(content)

    def _run_again(self, module: ModuleType) -> None:
        before = dict(vars(module))
        importlib.reload(module)
        # Texts, numbers and None are the same object wherever they stand, and mean nothing to each other.
        made = {name: old for name, old in before.items() if old is not None and not isinstance(old, _PLAIN)}
        new = {id(old): vars(module)[name] for name, old in made.items() if vars(module)[name] is not old}
        for other in self._modules.values():
            for name, value in list(vars(other).items()):
                if id(value) in new and not name.startswith("__"):
                    setattr(other, name, new[id(value)])


def _loaded(function: str) -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == function]


def _forget(function: str) -> None:
    for name in _loaded(function):
        _forget_one(name)


def _forget_one(name: str) -> None:
    del sys.modules[name]
    package, _, last = name.rpartition(".")
    if package in sys.modules:
        with suppress(AttributeError):
            delattr(sys.modules[package], last)


@cache
def clients() -> Clients:
    """This process's clients; first asked for when AWS is a mock and the environment names its region."""
    return Clients()


@cache
def function(name: str) -> Function:
    """A function of this process, loaded when the first test wants it."""
    return Function(name)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def share_tls() -> Callable[[], None]:
    """Have httpx read the system's authorities once; the answer puts back what was there."""
    module: Any = transports
    made = module.create_ssl_context

    def shared(*, verify: Any = True, cert: Any = None, trust_env: bool = True) -> Any:
        return _tls() if verify is True and cert is None else made(verify=verify, cert=cert, trust_env=trust_env)

    module.create_ssl_context = shared
    return lambda: setattr(module, "create_ssl_context", made)
