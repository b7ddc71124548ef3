# What every host has: a name, an address, users, open ports and units to run.
{ lib, name, config, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    hostName = mkOption { type = types.string; default = name; };
    domain = mkOption { type = types.string; };
    fqdn = mkOption { type = types.string; default = "${config.hostName}.${config.domain}"; };
    firewall.ports = mkOption { type = types.listOf types.port; default = [ ]; };
    users = mkOption { type = types.attrsOf types.string; default = { }; };
    assertions = mkOption {
      type = types.listOf { name = "assertion"; check = builtins.isAttrs; };
      default = [ ];
    };
    units = mkOption {
      type = types.attrsOf (types.submodule {
        description = mkOption { type = types.string; };
        command = mkOption { type = types.string; };
        user = mkOption { type = types.string; default = "root"; };
        after = mkOption { type = types.listOf types.string; default = [ "network" ]; };
        environment = mkOption { type = types.attrsOf types.string; default = { }; };
      });
      default = { };
    };
    # What the others amount to: the files of the host.
    files = mkOption { type = types.attrsOf types.lines; default = { }; };
  };

  config = {
    firewall.ports = [ 22 ];
    users.root = "/root";
    assertions = [
      {
        holds = lib.unique (map toString config.firewall.ports)
          == builtins.sort builtins.lessThan (map toString config.firewall.ports);
        message = "${config.fqdn} opens a port twice";
      }
    ];
    files = {
      "/etc/hostname" = config.hostName;
      "/etc/firewall" =
        builtins.concatStringsSep "\n" (map (port: "accept tcp ${toString port}") config.firewall.ports);
    } // builtins.listToAttrs (lib.mapAttrsToList
      (unit: settings: {
        name = "/etc/units/${unit}.service";
        value = lib.toINI {
          Unit = { Description = settings.description; After = map (u: "${u}.target") settings.after; };
          Service = {
            ExecStart = settings.command;
            User = settings.user;
            Environment = lib.mapAttrsToList (key: value: "${key}=${value}") settings.environment;
          };
        };
      })
      config.units);
  };
}
