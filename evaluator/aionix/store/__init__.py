"""Store objects without a store: hashes, store paths, NAR, derivations, and who keeps them.

Pure data and hashing.  Imports ``errors``, ``bytestr`` and ``nixbase32``, nothing of the
runtime.  All names, paths and contents are nix strings (see ``bytestr``).
"""
