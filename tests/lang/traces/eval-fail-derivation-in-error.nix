# Derivation-like sets in messages.
let d = { type = "derivation"; drvPath = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"; outPath = "/x"; }; in builtins.deepSeq d ([ d ] < 1)
