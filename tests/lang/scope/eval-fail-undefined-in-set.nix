# An undefined variable among attributes.
{ a = 1; b = zz; }
