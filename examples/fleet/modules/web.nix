# A web server with virtual hosts.
{ lib, config, ... }:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.web;

  location = path: settings:
    if settings.proxy != "" then ''
      location ${path} {
        proxy_pass ${settings.proxy};
      }
    '' else ''
      location ${path} {
        root ${settings.root};
      }
    '';

  server = host: settings: ''
    server {
      listen ${if settings.tls then "443 ssl" else "80"};
      server_name ${builtins.concatStringsSep " " ([ host ] ++ settings.aliases)};
    ${lib.indent "  " (builtins.concatStringsSep "" (lib.mapAttrsToList location settings.locations))}}
  '';
in
{
  options.web = {
    enable = mkOption { type = types.bool; default = false; };
    workers = mkOption { type = types.int; default = 2; };
    sites = mkOption {
      type = types.attrsOf (types.submodule {
        tls = mkOption { type = types.bool; default = true; };
        aliases = mkOption { type = types.listOf types.string; default = [ ]; };
        locations = mkOption {
          type = types.attrsOf (types.submodule {
            root = mkOption { type = types.string; default = "/srv/www"; };
            proxy = mkOption { type = types.string; default = ""; };
          });
          default = { };
        };
      });
      default = { };
    };
  };

  config = mkIf cfg.enable {
    firewall.ports = [ 80 ]
      ++ lib.optionals (builtins.any (site: site.tls) (builtins.attrValues cfg.sites)) [ 443 ];
    users.www = "/srv/www";
    units.web = {
      description = "Web server of ${config.fqdn}";
      command = "/bin/web --config /etc/web.conf";
      user = "www";
      environment.WORKERS = toString cfg.workers;
    };
    files."/etc/web.conf" = "worker_processes ${toString cfg.workers};\n"
      + builtins.concatStringsSep "" (lib.mapAttrsToList server cfg.sites);
  };
}
