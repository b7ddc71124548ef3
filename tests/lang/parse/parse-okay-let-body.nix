[ (let { body = 1; }) (let { a = 1; body = a; }) (let { }) ((let { body = 1; }).c) (let { inherit ({ }) body; }) ]
