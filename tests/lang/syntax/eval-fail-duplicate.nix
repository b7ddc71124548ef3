# A name given twice.
{ a = 1; a = 2; }
