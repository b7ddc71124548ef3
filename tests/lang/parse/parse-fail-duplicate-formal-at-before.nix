x:
  a@{ a }: a