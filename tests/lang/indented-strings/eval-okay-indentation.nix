# Indented strings: common indentation goes, first empty line goes, last line's spaces go.
{
  simple = ''
    a
    b
  '';
  relative = ''
    a
      b
     c
  '';
  oneLine = ''abc'';
  oneLineSpaces = ''  abc  '';
  leadingNewline = ''

    a
  '';
  blankLines = ''
    a

    b
  '';
  blankLinesWithSpaces = ''
    a
  
      
    b
  '';
  onlyBlank = ''
    
      
  '';
  empty = '''';
  emptyLines = ''
  '';
  closingDeeper = ''
    a
      '';
  closingOnTextLine = ''
    a
    b'';
  firstLineText = ''a
    b
      c'';
  firstLineSpaceText = ''  a
    b
      c'';
  tabsAreText = ''
	a
	  b
  '';
  mixedTab = ''
    	a
    b
  '';
  noIndent = ''
a
  b
'';
  trailingSpaces = ''
    a   
    b  
  '';
  spacesFirstLine = ''   
    a
  '';
}
