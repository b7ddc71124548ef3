# args@ lacks the default.
(args@{ a ? 1 }: args.a) { }
