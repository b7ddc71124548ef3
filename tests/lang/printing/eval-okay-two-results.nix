# A value printed twice with -A is written out twice: each result starts afresh.
{ a = { x = 1; }; }
