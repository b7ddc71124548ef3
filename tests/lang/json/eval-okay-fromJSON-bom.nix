# builtins.fromJSON skips a byte order mark.
builtins.fromJSON "﻿1"
