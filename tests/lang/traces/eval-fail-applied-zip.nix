# Deep forcing calls from the place of the function, for each of its arguments.
builtins.zipAttrsWith (name: if name == "" then throw "empty" else values: throw name) [ { a = 1; } ]
