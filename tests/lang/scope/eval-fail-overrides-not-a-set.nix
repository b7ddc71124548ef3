# __overrides that is no set.
rec { a = 1; __overrides = 1; }
