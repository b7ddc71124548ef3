"""Nix as a configuration language for a plain Python script, without an event loop.

python examples/script.py
"""

from __future__ import annotations

import aionix

CONFIG = """
{ workers ? 4, debug ? false }:
rec {
  inherit workers;
  logLevel = if debug then "debug" else "info";
  queue = n: { name = "queue-${toString n}"; weight = n * n; };
  queues = builtins.genList (n: queue (n + 1)) workers;
  total = builtins.foldl' (sum: queue: sum + queue.weight) 0 queues;
}
"""

if __name__ == "__main__":
    settings = aionix.run(CONFIG, arguments={"workers": 3, "debug": True})
    print(settings["logLevel"], settings["total"])
    for queue in settings["queues"]:
        print(f"{queue['name']}: {queue['weight']}")
    print(aionix.run(CONFIG, attribute="queues.0.name"))
    try:
        aionix.run('{ port = 80 + "80"; }')
    except aionix.NixError as error:
        print(f"{error.position}: {error.message}")
