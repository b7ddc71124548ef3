with { }; { inherit; inherit a; inherit b c; inherit "d" ${"g"}; inherit z h; }
