# A failed assertion with selection and default.
let s = { }; in assert s.a.b or false; 3
