{ zeta, b ? zeta, a, Upper, _u, b2 }: [ a b ]
