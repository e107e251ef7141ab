#!/bin/sh
# columba fmt: what is canonical stays, what is not is shown or written, what
# has errors is left alone.
. "$(dirname "$0")/lib.sh"

p=$work/a.pluto
printf 'PROCEDURE  log "a" ;\nEND PROCEDURE\n' >"$p"
expect 1 columba fmt --check "$p"
has "a.pluto"
expect 0 columba fmt "$p"
has '  log "a";'
expect 1 columba fmt -c "$p" "$p"
chmod 600 "$p"
expect 0 columba fmt -w "$p"
expect 0 columba fmt --check "$p"
expect 0 sh -c "columba fmt - <$p | cmp - $p"
expect 0 sh -c "stat -c %a $p | grep -qx 600"

printf 'procedure\n  lgo "a"\n  log "b;\nend procedure\n' >"$p"
cp "$p" "$work/b"
expect 65 columba fmt -w "$p"
has "a.pluto:2:"
has "a.pluto:3:7: error: "
expect 0 cmp "$p" "$work/b"
expect 66 columba fmt "$work/none"
expect 64 columba fmt -c -w "$p"
expect 64 columba fmt -w -
