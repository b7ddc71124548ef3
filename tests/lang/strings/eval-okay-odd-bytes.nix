# Bytes that are not UTF-8 may stand in strings, names and comments ÿ.
{
  length = builtins.stringLength "ÿþ€";
  cut = builtins.substring 1 1 "ÿþ" == "þ";
  printed = "<ÿÃ>";
  control = "[0m";
  name = { "ÿ" = 1; };
  indented = ''
    ÿ
    Ã©
  '';
  hash = builtins.hashString "sha256" "ÿ";
  matched = builtins.match "(.)þ" "ÿþ" == [ "ÿ" ];
  less = "Ã©" < "ÿ";
}
