# A dynamic name in a let.
let ${"a" + ""} = 1; in a
