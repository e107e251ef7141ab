#!/bin/sh
# commands_oracle.sh - columba command agrees with a reference that was written
# from the standards, on random databases and values.
. "$(dirname "$0")/lib.sh"

command -v python3 >/dev/null || skip "no python3"
# more: test/oracle/commands_try.py -k /tmp/differences 1 10000
python3 test/oracle/commands_try.py 1 "${SEEDS:-60}" || fail "they differ"
