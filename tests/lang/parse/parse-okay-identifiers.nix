a: b': c-d: _e: _: f_-': A1: [ a b' c-d _e _ f_-' A1 ]
