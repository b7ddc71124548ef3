# Comments: to the end of the line, in brackets, without nesting, between any two tokens.
{
  block = /* one */ 1 /* two */ + /**/ 2 /***/;
  starInside = /* * ** / * */ 3;
  hashInString = "# not a comment";
  blockInString = "/* neither */";
  lineInList = [ 1 # one
    2 #two
    # three
    3 ];
  noSpace = 1/**/+/**/1;
  blockInsideLine = 4; # /* not opened
  lineInsideBlock = 5 /* # still the block */;
  doc = /** a doc comment */ x: x;
  applied = (x: x)/* between function and argument */7;
  attr/* between name and equals sign */=/* */8;
}
