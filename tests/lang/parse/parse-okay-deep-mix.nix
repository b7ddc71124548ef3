a: with rec { x.y = [ { inherit a; } ]; }; x.y ++ [ (let z = a; in z.${a}.b or "none${a 1}") ]
