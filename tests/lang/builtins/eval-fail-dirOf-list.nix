# dirOf a list.
dirOf [ "/a" ]
