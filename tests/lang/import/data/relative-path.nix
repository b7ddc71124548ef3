# empty comment
./text
