# removeAttrs with no list.
removeAttrs { } "a"
