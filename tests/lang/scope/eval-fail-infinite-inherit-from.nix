# A recursive inherit that needs the source it sits in.
rec { inherit ({ inherit a; }) a; }
