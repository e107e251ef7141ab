#!/bin/bash
# columba command: the examples of its manual page are what it prints; raw bytes
# through a pipe; arguments from standard input.
. "$(dirname "$0")/lib.sh"

# Each "$ columba ..." in a literal block, and the lines up to the next or .Ed.
awk '/^\.Bd -literal/ { on = 1; next } /^\.Ed/ { on = 0; print "" }
    on { gsub(/\\&/, ""); print }' man/columba-command.1 >"$work/examples"
n=0
check_one() {
    [ -n "$line" ] || return 0
    bash -c "$line" >"$work/got" 2>&1 || true
    diff -u "$work/want" "$work/got" || fail "the page says otherwise: $line"
    n=$((n + 1))
}
line=
while IFS= read -r l; do
    case $l in
    '$ '*) check_one; line=${l#'$ '}; : >"$work/want" ;;
    '') check_one; line= ;;
    *) printf '%s\n' "$l" >>"$work/want" ;;
    esac
done <"$work/examples"
[ "$n" -ge 4 ] || fail "only $n examples were run"

mdb=missions/sif/sif.xml
columba command --mdb $mdb --raw PING >"$work/ping"
columba command --mdb $mdb --json PING >"$work/ping.json"
[ "$(od -An -v -tx1 "$work/ping" | tr -d ' \n')" = \
    "$(sed 's/.*"hex":"\([0-9a-f]*\)".*/\1/' "$work/ping.json")" ] || fail "raw and hex differ"
printf 'Heater=HTR02\n' | columba command --mdb $mdb --raw HTR_ON - >"$work/a"
columba command --mdb $mdb --raw HTR_ON Heater=HTR02 >"$work/b"
cmp "$work/a" "$work/b" || fail "standard input gives other bytes"
