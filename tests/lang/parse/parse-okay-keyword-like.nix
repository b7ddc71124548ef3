iff: thenn: letx: in_: recc: or_: inherit-x: [ iff thenn letx in_ recc or_ inherit-x ]
