with { }; let a = { ${b} = 1; }; c.d = { "${e}" = 2; }; in a
