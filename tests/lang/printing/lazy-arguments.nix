# Arguments and formals without --strict.
(a: b: { c, d ? 1, e ? c }: [ a b c d e ]) 1 (1 + 1) { c = "s"; }
