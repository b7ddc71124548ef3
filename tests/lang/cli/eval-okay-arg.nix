# --arg and --argstr fill formal arguments.
{ x, y, z ? "default" }: { inherit x y z; type = builtins.typeOf y; }
