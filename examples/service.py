"""A web service that evaluates the expressions of strangers, next to its other work.

    uvicorn service:app --app-dir examples

    curl -d '{"expression": "map (n: n * n) [ 1 2 3 ]"}' localhost:8000/eval
    {"value":[1,4,9]}

* Each request gets an evaluator of its own, so that nothing passes from one to the next;
  compiled code is shared by the process.  Evaluation is pure: it sees ``FILES`` and
  nothing else, no environment, no clock.
* ``LIMITS`` bound each evaluation: time, memory, depth, sizes, output.
* So many evaluations run at once, so many requests wait; the next ones are told to
  come back (503).  A request whose client has gone is cancelled.
* The event loop goes on meanwhile: ``GET /health`` is answered at once, always.

Errors come as JSON, with the place in the expression.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import aionix

#: What expressions may import: ``import /…/examples/fleet { }``.
FILES = Path(__file__).resolve().with_name("fleet")
#: The largest request, in bytes.
MAX_BODY = 8 << 10
#: Evaluations that run at once, and requests that may wait for their turn.
RUNNING = 2
WAITING = 128
#: The longest text in an error.
MAX_MESSAGE = 500

LIMITS = aionix.Limits(
    seconds=10,
    cpu_seconds=0.5,
    call_depth=10_000,
    string_size=256 << 10,
    list_size=50_000,
    set_size=20_000,
    memory=24 << 20,
    output=256 << 10,
)


#: Evaluations between two collections of cyclic garbage, and collections between two that
#: look at what survived the earlier ones too.
COLLECT_EVERY = 5
COLLECT_ALL_EVERY = 500


class Places:
    """Who is here: waiting, running, and in all; and when it is time to clean up.

    Python's collector looks at all that is alive, which takes long while evaluations hold
    much.  So it is switched off, and run when none is under way: every ``COLLECT_EVERY``
    evaluations the next ones wait for those that run.  What survives (connections, compiled
    code) is likely to stay, and frozen: a collection then takes a millisecond or two.
    """

    def __init__(self) -> None:
        self.all = 0
        self.places = anyio.Semaphore(RUNNING)
        self.running = 0
        self.finished = 0
        self.collections = 0
        self.open = anyio.Event()
        self.open.set()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place to evaluate."""
        async with self.places:
            await self.open.wait()
            self.running += 1
            try:
                yield
            finally:
                self.running -= 1
                self.finished += 1
                self.tidy()

    def tidy(self) -> None:
        """Close when it is time; collect and open when nobody is left."""
        if self.finished >= COLLECT_EVERY and self.open.is_set():
            self.open = anyio.Event()
        if self.running == 0 and not self.open.is_set():
            self.collections += 1
            if self.collections % COLLECT_ALL_EVERY == 0:
                gc.unfreeze()
            gc.collect()
            gc.freeze()
            self.finished = 0
            self.open.set()


async def evaluate(expression: str) -> str:
    """The value of *expression* as JSON.  Raises NixError."""
    nix = aionix.Evaluator(
        pure_eval=True,
        allowed_paths=[FILES],
        limits=LIMITS,
        cache=False,
        emit=lambda line: None,
    )
    value = await nix.value(expression, name="expression", base=FILES.parent)
    return await value.json()


async def eval_(request: Request) -> Response:
    """``POST /eval``."""
    places: Places = request.state.places
    if places.all >= RUNNING + WAITING:
        return failure(503, "Busy", "too many evaluations, come back later")
    places.all += 1
    try:
        expression = await read(request)
        if isinstance(expression, Response):
            return expression
        return await answer(request, places, expression)
    finally:
        places.all -= 1


async def read(request: Request) -> str | Response:
    """The expression in the request's body, or what is wrong with it."""
    body = b""
    large = failure(413, "TooLarge", f"a request has {MAX_BODY} bytes at most")
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY:
        return large
    async with aclosing(request.stream()) as chunks:
        async for chunk in chunks:
            body += chunk
            if len(body) > MAX_BODY:
                return large
    try:
        expression = json.loads(body)["expression"]
        expression.encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return failure(400, "BadRequest", 'send {"expression": "…"}')
    return str(expression)


async def answer(request: Request, places: Places, expression: str) -> Response:
    """Evaluate while the client is there."""
    response: Response = failure(499, "Gone", "the client closed the connection")

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(gone)
        async with places.one():
            try:
                text = await evaluate(expression)
                response = Response(f'{{"value":{text}}}', media_type="application/json")
            except aionix.NixError as error:
                response = refusal(error)
        group.cancel_scope.cancel()
    return response


def refusal(error: aionix.NixError) -> Response:
    """What went wrong in an evaluation, and where."""
    place = error.position
    trace = [
        {"message": shown(frame.description), **where(frame.position)}
        for frame in error.trace[:10]
        if frame.description
    ]
    return failure(422, type(error).__name__, shown(error.message), **where(place), trace=trace)


def where(place: aionix.Position | None) -> dict[str, object]:
    """Line and column, if they are known."""
    return {} if place is None else {"line": place.line, "column": place.column}


def shown(text: str) -> str:
    """*text* for a reply: not too long, and proper Unicode."""
    text = text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"
    return text.encode("utf-8", "replace").decode()


def failure(status: int, kind: str, message: str, **more: object) -> JSONResponse:
    """An error as JSON."""
    return JSONResponse({"error": {"type": kind, "message": message, **more}}, status)


async def health(request: Request) -> Response:
    """``GET /health``: the service's other work."""
    places: Places = request.state.places
    return JSONResponse({"status": "ok", "requests": places.all})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
    """Load the compiler before the first request does."""
    await evaluate("builtins.toJSON { a = [ 1 ]; }")
    gc.collect()
    gc.freeze()  # what is there now stays: the collector needn't look at it again
    gc.disable()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # large sources are compiled in threads
    yield {"places": Places()}
    sys.setswitchinterval(interval)
    gc.enable()
    gc.unfreeze()


app = Starlette(
    routes=[Route("/eval", eval_, methods=["POST"]), Route("/health", health)],
    lifespan=lifespan,
)
