# A file that evaluation made is not in the store when nothing is written.
builtins.hashFile "sha256" (builtins.toFile "x" "y")
