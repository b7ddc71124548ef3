a: b: [ a.b a.b.c a."b" a."b c" a.${b} a."${b}" a."x${b}" a.b.${"c"}.d (a).b { }.c [ ].d "s".e (a b).c rec { }.f ]
