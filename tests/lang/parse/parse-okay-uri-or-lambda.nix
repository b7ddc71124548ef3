z: [ (x: x) (x:[ x ]) (x:"a") (x :x) (y: (x:y z)) ]
