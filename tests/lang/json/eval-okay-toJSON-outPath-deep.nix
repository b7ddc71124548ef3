# What stands for a set in JSON (its outPath, its __toString) does so at every depth: 24 and
# 64 are where the writer begins anew.
let
  nest = n: value: if n == 0 then value else [ (nest (n - 1) value) ];
  inner = [
    { outPath = "/x"; other = 1; }
    { a = { __toString = self: "text ${self.other}"; other = "y"; }; }
    { a.outPath = { outPath = { __toString = self: "inner"; }; }; }
  ];
in
map (n: builtins.toJSON (nest n inner)) [ 0 20 21 22 23 24 25 26 61 62 63 64 65 66 200 ]
