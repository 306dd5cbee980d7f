"""`python -m infra.local.x --port 8402` runs the simulated X alone, with one made-up brand and a clock that moves."""

import argparse
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.x import BrandAccount, DeveloperApp, SimulatedX, routes
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.reading import read_json

_BRAND = BrandAccount("1111111111111111111", "AuroraAyuda", "Aurora", "token", "token-secret")
_APP = DeveloperApp("consumer-key", "consumer-secret", None, "bearer-token", (_BRAND,))


class MovableClock:
    """The real time, moved by what the page asks for."""

    def __init__(self) -> None:
        self._moved = timedelta(0)

    def now(self) -> datetime:
        """The instant of the simulation."""
        return datetime.now(UTC) + self._moved

    async def endpoint(self, request: Request) -> Response:
        """Stands in for the runner's `/local/clock`."""
        if stranger := refusal_of_stranger(request, needs_json=True):
            return stranger
        try:
            wanted = datetime.fromisoformat(read_json(await request.body())["now"])
            self._moved = wanted - datetime.now(UTC)
        except (ValueError, TypeError, KeyError):
            return JSONResponse({"error": '"now" is an instant such as 2026-11-23T09:05:00+01:00.'}, 422)
        return JSONResponse({"now": self.now().isoformat()})


def application() -> Starlette:
    """The simulated X alone."""
    clock = MovableClock()
    x = SimulatedX(_APP, clock.now)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await x.start()
        yield
        await x.close()

    return Starlette(routes=[*routes(x), Route("/local/clock", clock.endpoint, methods=["POST"])], lifespan=lifespan)


def main() -> None:
    """Listens on 127.0.0.1 only."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.x", description="The simulated X, alone.")
    parser.add_argument("--port", type=int, default=8402)
    port = parser.parse_args().port
    print(f"The simulated X: http://127.0.0.1:{port}/x/")
    uvicorn.run(application(), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
