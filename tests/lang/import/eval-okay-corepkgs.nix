# The files that the language brings along.
{
  printed = <nix/fetchurl.nix>;
  string = toString <nix/fetchurl.nix>;
  exists = builtins.pathExists <nix/fetchurl.nix>;
  type = builtins.typeOf (import <nix/fetchurl.nix>);
  args = builtins.attrNames (builtins.functionArgs (import <nix/fetchurl.nix>));
  find = builtins.findFile [ ] "nix/fetchurl.nix";
}
