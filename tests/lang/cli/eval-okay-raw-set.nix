# --raw coerces what can be coerced.
{ outPath = "/x/y"; }
