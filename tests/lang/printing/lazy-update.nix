# Update keeps thunks as they are.
{ a = 1 + 1; b = 2; } // { c = 3 + 3; d = 4; }
