# tryEval catches nothing below the value.
(builtins.tryEval { a = throw "below"; }).value.a
