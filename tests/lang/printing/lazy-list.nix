# A list without --strict.
let v = 1; w = 1 + 1; in [ 1 (1 + 1) "a" [ ] { } [ 1 ] { a = 1; } (x: x) v w null true map (map 1) v ]
