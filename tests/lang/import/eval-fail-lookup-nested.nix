# A look-up path below a missing entry.
<nowhere/inside/file.nix>
