with { }; { a = { inherit (x) b; }; a = { inherit (y) c; }; }
