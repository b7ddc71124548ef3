# The hosts.  Each is a module like any other; it sees the other hosts' final configurations.
let
  names = prefix: count: builtins.genList (n: "${prefix}-${toString (n + 1)}") count;

  web = hosts: {
    web = {
      enable = true;
      sites."www.example.org" = {
        aliases = [ "example.org" ];
        locations."/" = { };
        locations."/api/".proxy = "http://${hosts.app-1.fqdn}:8080";
      };
    };
  };

  app = hosts: {
    firewall.ports = [ 8080 ];
    units.app = {
      description = "The application";
      command = "/bin/app";
      environment.DATABASE =
        let db = hosts.db-1; in "postgres://${db.fqdn}:${toString db.database.port}/app";
    };
  };

  each = prefix: count: host:
    builtins.listToAttrs (map (name: { inherit name; value = host; }) (names prefix count));
in
each "web" 3 web
// each "app" 2 app
// {
  db-1 = hosts: {
    database = {
      enable = true;
      memory = 65536;
      clients = map (name: hosts.${name}.fqdn) (names "app" 2);
    };
  };
  # An old one, with its own ideas.
  legacy-1 = hosts: {
    hostName = "mainframe";
    database = { enable = true; engine = "mysql"; port = 3307; };
    units.database.after = [ "tape" ];
  };
}
