"""Profiling Nix code: ``sampler`` looks at the running stack every millisecond, ``calls`` counts
every call; both fill ``stacks``, which files of profilers are written from; ``flamegraph``
draws them."""
