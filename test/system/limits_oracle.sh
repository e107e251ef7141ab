#!/bin/sh
# limits_oracle.sh - columba limits agrees with a reference that was written
# from the standard and the man pages, on random databases, limits and packets.
. "$(dirname "$0")/lib.sh"

command -v python3 >/dev/null || skip "no python3"
# more: test/oracle/limits_try.py -k /tmp/differences 1 10000
python3 test/oracle/limits_try.py 1 "${SEEDS:-60}" || fail "they differ"
