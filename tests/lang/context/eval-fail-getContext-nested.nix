# An output with an exclamation mark is taken for one of an output.
builtins.getContext (builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv".outputs = [ "c!d" ]; })
