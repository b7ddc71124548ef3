# The same through with, for a function that takes one argument.
with builtins.mapAttrs (name: throw "no ${name}") { box = 1; };
box + 1
