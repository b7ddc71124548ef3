# builtins.fromJSON of a byte order mark alone.
builtins.fromJSON "﻿"
