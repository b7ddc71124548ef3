# A look-up path whose file is missing.
<sample/missing.nix>
