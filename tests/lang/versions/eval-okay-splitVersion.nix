# builtins.splitVersion: separators are dots and dashes; digits and the rest apart.
map (v: [ v (builtins.splitVersion v) ]) [ "" "1" "1.2.3" "1.2-3" "1.2pre3" "a1b2" "1..2" "-1-" "." "1.0rc1" "1_2" "1+2" "é1é" "2.3.x" " 1 . 2 " "1.02" "a-b.c" "1a-b2" ]
