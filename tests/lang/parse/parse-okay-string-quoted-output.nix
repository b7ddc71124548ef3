[ "tab\t" "a\\b" "say \"hi\"" "\${a}" "$ {a}" "$a" ]
