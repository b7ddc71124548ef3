# A derivation-like set as the value of a message.
{ type = "derivation"; drvPath = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"; } < 1
