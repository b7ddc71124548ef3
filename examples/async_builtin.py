"""A builtin of one's own that does I/O: Nix code asks a directory service for people.

``people`` is an ``async`` Python function.  Nix calls it like any other; while it
waits, the event loop runs whatever else there is.  Its argument arrives as plain
Python, its result goes back as a Nix value, and what it raises ends the
evaluation as ``aionix.BuiltinError``.

    python examples/async_builtin.py
"""

from __future__ import annotations

import asyncio

import aionix

DIRECTORY = {
    "ops": [{"name": "Ada", "shell": "/bin/zsh"}, {"name": "Grace", "shell": "/bin/sh"}],
    "dev": [{"name": "Edsger", "shell": "/bin/sh"}],
}


async def people(team: str) -> list[dict[str, str]]:
    """Stands for a query over the network."""
    await asyncio.sleep(0.02)
    return DIRECTORY[team]


async def first_known(names: aionix.Value) -> aionix.Value:
    """A builtin that takes its argument lazily: only what it looks at is evaluated."""
    async for name in names:
        if await name.python() in DIRECTORY:
            return name
    raise LookupError("none of these teams exists")


ACCOUNTS = """
  let
    account = team: person: {
      name = builtins.head (builtins.match "(.*)" person.name);
      value = { inherit team; inherit (person) shell; };
    };
    accounts = team: map (account team) (people team);
  in
  builtins.listToAttrs (builtins.concatMap accounts teams)
"""


async def main() -> None:
    """Use the builtins."""
    evaluator = aionix.Evaluator(builtins={"people": people, "firstKnown": first_known})
    print(await evaluator.evaluate(ACCOUNTS, variables={"teams": ["ops", "dev"]}))
    print(await evaluator.evaluate('firstKnown [ "sales" "dev" (throw "not needed") ]'))
    try:
        await evaluator.evaluate('people "sales"')
    except aionix.BuiltinError as error:
        print(f"{error.message} (from {error.__cause__!r})")


if __name__ == "__main__":
    asyncio.run(main())
