# -A calls functions on the way when they have only defaults.
{ a ? 1 }: { f = { b ? 2 }: { c = a + b; }; }
