# Logical operators: results and what they leave out.
let t = true; f = false; n = throw "not reached"; in {
  and = [ (t && t) (t && f) (f && t) (f && n) ];
  or = [ (t || n) (f || t) (f || f) ];
  impl = [ (t -> t) (t -> f) (f -> n) ];
  not = [ (!t) (!f) (!(!t)) (!!t) ];
  chain = [ (t && t && f && n) (f || f || t || n) (f -> n -> n) (t -> f -> n) ];
  mixed = [ (f && n || t) (t || n && n) (!(f && n)) (!f && t) ];
  comparison = [ (1 < 2 && 2 < 3) (1 == 1 -> 2 == 2) (1 != 2 || n) ];
}
