# Evaluating the argument of import has a line of its own.
builtins.map (x: import (throw x)) [ "no file" ]
