# __curPos is the place where it is written.
let
  here = __curPos;
  f = x: __curPos;
in {
  inherit here;
  direct = __curPos;
  inFunction = f 1;
  inList = [ __curPos
    __curPos ];
  column = (  __curPos).column;
  inDefault = ({ p ? __curPos }: p.line) { };
  afterBytes = [ "é" __curPos.column ];
  types = builtins.mapAttrs (n: builtins.typeOf) __curPos;
}
