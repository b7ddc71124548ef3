# Attributes are forced in the order in which the process first saw their names.
let
  force = s: builtins.deepSeq s null;
  t = builtins.trace;
in [
  (force { zb = t "zb" 1; za = t "za" 1; })
  (force { zd = t "zd" 1; name = t "name" 1; length = t "length" 1; })
  ((ze: force { zf = t "zf" 1; ze = t "ze" 1; }) 1)
  (({ zh }: force { zg = t "zg" 1; zh = t "zh" 1; }) { zh = 1; })
  ((zj@{ ... }: force { zi = t "zi" 1; zj = t "zj" 1; }) { })
  (let zl = { zk = 1; }; in force { zk = t "zk" 1; zl = t "zl" 1; })
  ({ }.zn or (force { zm = t "zm" 1; zn = t "zn" 1; }))
  (force { ${"zp"} = t "zp" 1; zo = t "zo" 1; })
  (force { ${"z" + "r"} = t "zr" 1; zq = t "zq" 1; })
  (force (builtins.mapAttrs (n: v: t n v) (builtins.fromJSON "{\"zt\":1,\"zs\":2}")))
  (force (builtins.mapAttrs (n: v: t n v) (builtins.listToAttrs (map (name: { inherit name; value = 1; }) [ "zv" "zu" ]))))
  ("zx" == "zw" || force { zw = t "zw" 1; zx = t "zx" 1; } == null)
  (let inherit ({ }) zz; in force { zy = t "zy" 1; zz = t "zz" 1; })
  (with { zzb = 1; }; zzb == 1 && force { zza = t "zza" 1; zzb = t "zzb" 1; } == null)
  ({ zzd = t "zzd left" 1; zzc = t "zzc left" 1; } == { zzc = t "zzc right" 1; zzd = t "zzd right" 1; })
  (builtins.toJSON { zzf = t "zzf" 1; zze = t "zze" 1; })
  (force (builtins.listToAttrs [ { name = "zzh"; value = t "zzh" 1; } { name = "zzg"; value = t "zzg" 1; } ]))
  (builtins.attrValues { zzj = t "zzj" 1; zzi = t "zzi" 1; })
  (toString (builtins.attrValues { zzl = t "zzl" 1; zzk = t "zzk" 1; }))
]
