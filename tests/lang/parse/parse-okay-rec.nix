rec { a = b; b = a; inherit (c) d; c = rec { e = a; }; }
