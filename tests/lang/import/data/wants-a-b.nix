[ a b (a + b) builtins.length ]
