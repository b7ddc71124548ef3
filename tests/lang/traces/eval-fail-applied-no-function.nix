# The place of the call of what is no function.
(builtins.mapAttrs (name: 1) { box = 1; }).box
