# A failed assertion with every operator.
let a = 1; b = 2; in assert !(a + b * 2 - 3 / 1 < 4 && a != b || (a == b -> false)) && ({ } // { c = 1; }) ? c; 3
