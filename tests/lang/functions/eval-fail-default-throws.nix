# A default that throws.
({ a ? throw "no default" }: a) { }
