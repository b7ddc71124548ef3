with { }; { a = { inherit b; }; a = { inherit (c) d; }; a.e = 1; }
