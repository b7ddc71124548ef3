# An attribute name that is null.
{ a = 1; }.${null}
