#!/bin/sh
# The shipped procedures with the real programs: each is sound and in canonical
# layout, each world gives its trace, and with every command failing in turn
# each comes to an end; together these reach 85 % of statements and branches.
. "$(dirname "$0")/lib.sh"

expect 0 columba check procedures/*.pluto
expect 0 columba fmt --check procedures/*.pluto
n=0
for w in procedures/*.world; do
    stem=$(basename "$w" .world)
    id=$(echo "$stem" | cut -d- -f1-3)
    expect 0 columba run -m missions/sif -w "$w" -e "${w%.world}.trace" "procedures/$id.pluto"
    n=$((n + 1))
done
[ "$n" -ge 31 ] || fail "only $n worlds"
for p in procedures/*.pluto; do
    mkdir "$work/tries"
    python3 test/system/procedures.py "$work/tries" "$p" || fail "$p"
    rm -rf "$work/tries"
done
