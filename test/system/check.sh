#!/bin/sh
# columba check and columba mdb on real files: what is shipped has no problem,
# a broken file ends with its status, standard input and pipes work, and a
# reader that closes early does no harm.
. "$(dirname "$0")/lib.sh"

expect 0 columba check --strict test/mdb/data/types.xml
has "1 file checked, nothing found"
for m in missions/*/; do
    [ -d "$m" ] || continue
    expect 0 columba check "$m"
done
has "3 files checked"

# What a mission names as its limits is what all programs check by.
mkdir "$work/own"
cp test/limits/data/kinds.xml "$work/own"
echo 'parameter COUNT { severe = "[1, 2]" }' >"$work/own/own.conf"
cat >"$work/own/mission.conf" <<EOF
name = T  database = kinds.xml  limits = own.conf
instance a { kind = flight }
EOF
expect 0 columba check "$work/own"
has "3 files checked"
expect 0 columba-limits -n -m "$work/own"
has "own.conf:1"

expect 65 columba check test/mdb/data/errors.xml
has "errors.xml:5:62: error: sizeInBits 0 is not in the range 1 to 64"
expect 66 columba check "$work/none.xml"
expect 64 columba check --no-such-option

expect 0 sh -c 'columba check - <test/mdb/data/nested.xml'
expect 65 sh -c 'head -c 700 test/mdb/data/nested.xml | columba check -'
has "-:"

expect 0 sh -c 'columba mdb --params --json test/mdb/data/types.xml |
    python3 -c "import json, sys
names = [json.loads(line)[\"name\"] for line in sys.stdin]
assert names == sorted(names) and len(names) == 33, names"'
expect 0 sh -c 'columba mdb --params test/mdb/data/types.xml | head -n 1'
has "/T/BCD"
