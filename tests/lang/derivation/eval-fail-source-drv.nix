# A file named like a derivation.
"${./a.drv}"
