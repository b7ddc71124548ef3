# builtins.parseDrvName: the version begins at the first dash not followed by a letter.
map (n: [ n (builtins.parseDrvName n) ]) [ "" "a" "a-1" "a-1.2" "a-b" "a-b-1" "a-b-1-c" "a-1-2" "-1" "-" "a-" "a--1" "a-_1" "a-é" "nix-0.12pre12876" "a-1b-c2" "1-2" "a.b-1" "a-B" "a- 1" "--" "a-b-" ]
