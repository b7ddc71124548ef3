# Identifiers: quotes, dashes, underscores and digits within; keywords only when whole.
{
  prime = let a' = 1; a'' = 2; in a' + a'';
  dash = let a-b = 1; a = 5; b = 3; in [ a-b (a - b) (a -b) ];
  under = let _ = 1; __ = 2; _a = 3; in _ + __ + _a;
  digits = let a1 = 1; a1b2 = 2; in a1 + a1b2;
  trailingDash = let a- = 7; in a-;
  keywordPrefix = let lets = 1; iffy = 2; inner = 3; recs = 4; withal = 5; thenn = 6; inherits = 7; ors = 8; asserts = 9; elsewhere = 10; in lets + iffy + inner + recs + withal + thenn + inherits + ors + asserts + elsewhere;
  upper = let LET = 1; True = 2; NULL = 3; in [ LET True NULL ];
  notKeywords = let true = 1; false = 2; null = 3; import = 4; builtins = 5; map = 6; in [ true false null import builtins map ];
  orAttr = { or = 1; }.or;
  orNested = { a.or.b = 2; }.a.or.b;
}
