# Long values in messages are cut.
(builtins.genList (x: x) 100) + "x"
