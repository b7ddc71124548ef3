# No line about the path: the argument is evaluated before.
builtins.pathExists (if true then throw "nowhere" else ./.)
