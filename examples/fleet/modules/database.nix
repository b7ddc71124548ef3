# A database server, tuned by the memory of its host.
{ lib, config, ... }:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.database;
in
{
  options.database = {
    enable = mkOption { type = types.bool; default = false; };
    engine = mkOption { type = types.enum [ "postgres" "mysql" ]; default = "postgres"; };
    port = mkOption {
      type = types.port;
      default = if cfg.engine == "postgres" then 5432 else 3306;
    };
    memory = mkOption { type = types.int; default = 4096; };
    buffers = mkOption { type = types.int; default = cfg.memory / 4; };
    clients = mkOption { type = types.listOf types.string; default = [ ]; };
  };

  config = mkIf cfg.enable {
    firewall.ports = [ cfg.port ];
    users.${cfg.engine} = "/var/lib/${cfg.engine}";
    units.database = {
      description = "${cfg.engine} on port ${toString cfg.port}";
      command = "/bin/${cfg.engine} --port ${toString cfg.port}";
      user = cfg.engine;
      after = [ "local-fs" ];
    };
    files."/etc/database.conf" = lib.toINI {
      memory = { shared_buffers = "${toString cfg.buffers}MB"; };
      access = { allow = cfg.clients; };
    };
  };
}
