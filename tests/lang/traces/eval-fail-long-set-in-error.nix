# Large sets in messages are cut.
let big = builtins.listToAttrs (builtins.genList (x: { name = "attribute${toString x}"; value = x; }) 60); in builtins.deepSeq big (big + "x")
