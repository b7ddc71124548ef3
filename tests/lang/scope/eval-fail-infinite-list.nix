# A list whose length depends on itself.
let l = l ++ [ 1 ]; in l
