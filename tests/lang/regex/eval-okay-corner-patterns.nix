# Patterns at the edge of what the extended syntax allows.
with builtins;
map (p: [ p (match p "a") (split p "ab*a") ]) [
  "" "()" "a|" "|a" "(|a)" "a||b" "a**" "a+*" "a*?" "a{1}{2}" "[--a]" "[[.a.]]" "[[=a=]]" "[[.hyphen.]]" "a$b" "$" "(a$)" "[é]" "[]a]" "[^]a]" "[a-]" "\\*" "\\(*a" "b?" "(b)?" "a{0,1}" "b|a" "(b|(a))" "^a|b$" "[*]" "[ab]{2}" "(a)(b)?" "\\." "[.]"
]
