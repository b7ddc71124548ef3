"""Differential testing: random programs, evaluated by aionix and by C++ Nix, compared.

``generate``    random programs (with ``shapes``, ``catalogue``, ``literals``, ``binders``,
                ``idioms``, ``tree``, ``functions``)
``strategies``  the same programs as hypothesis strategies
``oracle``      C++ Nix's answers, cached on disk
``subject``     aionix's answers
``outcome``     both read into comparable parts: value, message, position, trace, log
``compare``     the command that compares, reduces (``reduce``) and reports
``explained``   the differences we know of and mean
``coverage``    the command that measures how diverse the programs are
"""
