#!/bin/sh
# limits_quiet.sh - the demonstration payload raises no alarm while nothing is
# wrong with it: three orbits at several beta angles, seeds and seasons.
. "$(dirname "$0")/lib.sh"

columba check --strict missions/sif >/dev/null || fail "missions/sif has notes"

quiet() { # SEED BETA NOON START
    columba-sim --fast --file "$work/quiet" --duration 280min --seed "$1" \
        --beta "$2" --noon "$3" --start "$4"
    columba limits --mdb missions/sif "$work/quiet" >"$work/changes"
    # spectra and contact pause, so that values expire, and contexts change
    n=$(wc -l <"$work/changes")
    [ "$n" -gt 500 ] || fail "only $n changes: was anything checked?"
    alarms=$(cut -f 2-6 "$work/changes" |
        awk -F '\t' '$4 !~ /^(normal|expired|disabled)$/')
    [ -z "$alarms" ] || fail "seed $1 beta $2 noon $3 $4: $alarms"
}
quiet 1 18 -42 2026-11-20T00:00:00Z
quiet 2 0 110 2026-11-20T00:00:00Z
quiet 3 -41 11 2026-11-20T00:00:00Z
quiet 4 43 83 2026-06-21T12:00:00Z
quiet 5 -70 170 2026-06-21T12:00:00Z
quiet 4 -41 145 2026-11-20T00:00:00Z
quiet 6 75 -120 2026-12-31T20:00:00Z
