# Orders, summed up by customer: something to profile (docs/profiling.md).
let
  count = 3000;

  mod = a: b: a - b * (a / b);

  orders = builtins.genList (n: {
    customer = "customer-${toString (mod (n * 7919) 400)}";
    cents = mod (n * 104729) 10000;
  }) count;

  byCustomer = builtins.foldl' (
    groups: order:
    groups // { ${order.customer} = (groups.${order.customer} or [ ]) ++ [ order.cents ]; }
  ) { } orders;

  sum = builtins.foldl' builtins.add 0;

  euros = cents: "${toString (cents / 100)},${toString (mod cents 100)}";

  report = builtins.sort (a: b: a.total > b.total) (
    map (name: {
      inherit name;
      total = sum byCustomer.${name};
    }) (builtins.attrNames byCustomer)
  );
in
builtins.concatStringsSep "\n" (map (one: "${one.name}: ${euros one.total}") report)
