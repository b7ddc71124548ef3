# toString of a set whose outPath throws.
toString { outPath = throw "in outPath"; }
