# A failed assertion over let, with and if.
assert (let a = 1; inherit (builtins) length; in with { b = 2; }; if a == b then true else false); 3
