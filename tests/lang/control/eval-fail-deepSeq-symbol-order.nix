# deepSeq walks attributes in the order in which names were first seen.
builtins.deepSeq { zz = throw "zz"; aa = throw "aa"; } 1
