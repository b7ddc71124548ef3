# addErrorContext is the identity when nothing fails; its message is then not evaluated.
with builtins; {
  value = addErrorContext "c" 1;
  messageLazy = addErrorContext (throw "not needed") 2;
  shallow = (addErrorContext "c" { a = throw "lazy"; }) ? a;
  caught = tryEval (addErrorContext "c" (throw "x"));
  partial = map (addErrorContext "c") [ 1 2 ];
}
