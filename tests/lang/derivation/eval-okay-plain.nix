# The paths of plain derivations.
let
  base = { name = "a"; builder = "/bin/sh"; system = "x"; };
  show = attrs: let d = derivation (base // attrs); in [ d.drvPath d.outPath ];
in
map show [
  { }
  { name = "b"; }
  { name = ".hidden+name_1.0?x=y-z"; }
  { name = "a.drv.x"; }
  { system = "x86_64-linux"; }
  { args = [ ]; }
  { args = [ "-c" "echo \"$out\"" "" ]; }
  { empty = ""; two = "1\n2"; }
  { text = "\"quoted\" \\ back\tslash\r\n$dollar"; }
  { utf8 = "größe → ½"; }
  { "with space" = "1"; "a.b" = "2"; "_" = "3"; A = "4"; }
  { out = "overwritten"; }
]
