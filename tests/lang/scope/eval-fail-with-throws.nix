# `with` of a set that fails.
with throw "scope failed"; a
