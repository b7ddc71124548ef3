# The configuration of all servers of a small company, from modules.
#
#   aionix eval --strict --json -A summary examples/fleet
{ domain ? "example.org", extraModules ? [ ] }:
let
  lib = import ./lib.nix;
  shared = [
    ./modules/base.nix
    ./modules/web.nix
    ./modules/database.nix
  ];

  host = name: definition: lib.evalModules {
    arguments = { inherit name; };
    modules = map import shared
      ++ [ { config.domain = lib.mkDefault domain; } { config = definition hosts; } ]
      ++ extraModules;
  };

  hosts = builtins.mapAttrs host (import ./hosts.nix);
in
{
  inherit hosts;

  # One line per host.
  summary = builtins.mapAttrs
    (name: config: "${config.fqdn}: ports ${builtins.concatStringsSep ", " (map toString config.firewall.ports)}"
      + "; ${toString (builtins.length (builtins.attrNames config.files))} files")
    hosts;

  # The files of each host with a digest, as a deployment tool would want them.
  manifest = builtins.mapAttrs
    (name: config: builtins.mapAttrs (path: builtins.hashString "sha256") config.files)
    hosts;
}
