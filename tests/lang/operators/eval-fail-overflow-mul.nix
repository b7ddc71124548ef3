# Integer multiplication overflows.
4611686018427387904 * 2
