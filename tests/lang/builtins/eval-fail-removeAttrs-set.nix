# removeAttrs from no set.
removeAttrs [ ] [ ]
