# Interpolation and indentation.
let x = "X"; lines = "1\n  2\n3"; in {
  simple = ''
    a ${x} b
  '';
  atStart = ''
    ${x}
      b
  '';
  aloneIndent = ''
      ${x}
    b
  '';
  insertedLinesNotIndented = ''
    ${lines}
    end
  '';
  onFirstLine = ''${x}
    b
  '';
  twoOnALine = ''
      ${x}${x}
        ${x} ${x}
  '';
  spaceBefore = ''  ${x}  '';
  nested = ''
    a${''
      b
        ${x}
    ''}c
  '';
  last = ''
    a
    ${x}'';
  emptyInterpolation = ''
      ${""}
    b
  '';
  blankAfter = ''
    a
    ${x}   
  '';
  withToString = ''${{ __toString = s: "t"; }}'';
  wsOnlyBeforeInterpolation = ''
   
      ${x}
  '';
}
