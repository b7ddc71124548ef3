with { }; [ <a> <a/b> <a.b-c_d+e/f> (<a> + <b>) (a<b) (a <b) (f <a> 2) ]
