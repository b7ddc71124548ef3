# Indented strings: what counts as indentation and what does not.
{
  escapedFirst = ''
    ''${a}
      b
  '';
  interpolationIsText = ''
      ${"x"}
    y
  '';
  tabsAndSpaces = ''
  	a
  	b
  '';
  onlyTabs = ''
		a
		b
  '';
  emptyFirstTwo = ''


    a
  '';
  trailingBlank = ''
    a

  '';
  trailingBlankIndented = ''
    a
      
  '';
  shortBlankLine = ''
      a
  
      b
  '';
  textAfterClose = ''
    a'' + "b";
  oneLineEnd = ''
    a '';
  escapedNewlineAtEnd = ''
    a''\n
  '';
  dollarAtLineEnd = ''
    a$
    b
  '';
  quotesAtLineEnd = ''
    a'
    b'
  '';
  interpolatedOnly = ''${"a"}'';
  interpolatedBlank = ''
    ${""}
  '';
  lastLineInterpolation = ''
    a
    ${"b"} '';
  nestedDeep = ''
    x ${''
      y ${''
        z
      ''}
    ''}
  '';
  unindentedMiddle = ''
      a
   b
        c
  '';
  backslashes = ''
    \n \t \\ \$ \${"x"}
  '';
}
