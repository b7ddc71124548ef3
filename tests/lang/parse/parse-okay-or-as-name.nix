a: with a; [ (a or) (a.or) ({ or = 1; }.or) (a.or or a) (a or a) (a ? or.or) ]
