with { }; { inherit (x) c a; inherit (y.z) b; inherit (x) d; inherit (w); inherit ({ }) "q r" ${"s"}; t = 1; inherit u; }
