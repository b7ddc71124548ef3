# Frames through genericClosure.
builtins.genericClosure {
  startSet = [ { key = 0; } ];
  operator = item: [ { key = item.key + item.step; } ];
}
