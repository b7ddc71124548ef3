# builtins.toJSON fails at the first attribute in name order.
builtins.toJSON { z = throw "z"; a = throw "a"; }
