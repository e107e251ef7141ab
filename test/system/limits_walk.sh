#!/bin/sh
# limits_walk.sh - the scripted anomalies raise exactly the alarms they are
# made for, twice the same, and all is normal at their end.
# With GOLDEN=write the expected lists are written anew.
. "$(dirname "$0")/lib.sh"

changes() { # ANOMALY DURATION
    columba-sim --fast --file "$work/$1" --duration "$2" --anomaly "$1" \
        --start 2026-11-20T00:00:00Z
    columba limits --mdb missions/sif "$work/$1" >"$work/$1.1"
    columba limits --mdb missions/sif "$work/$1" >"$work/$1.2"
    cmp "$work/$1.1" "$work/$1.2" || fail "$1: two runs differ"
    cut -f 2- "$work/$1.1" >"$work/$1.changes"
}

as_expected() { # ANOMALY
    golden=test/golden/limits/$1.tsv
    if [ "${GOLDEN:-}" = write ]; then
        mkdir -p test/golden/limits
        cp "$work/$1.changes" "$golden"
    fi
    diff "$golden" "$work/$1.changes" || fail "$1: other changes than expected"
}

# The last state of each parameter, those that are not normal.
left_over() { # ANOMALY
    awk -F '\t' '{ state[$3] = $5 } END { for (p in state)
        if (state[p] !~ /^(normal|disabled)$/)
            print p, state[p] }' "$work/$1.1"
}

changes walk 245s
as_expected walk
[ -z "$(left_over walk)" ] || fail "walk leaves $(left_over walk)"

# one of each kind
seen() { grep -q "$(printf "$1")" "$work/walk.changes" || fail "no $1"; }
seen '/SPA_DET_T\tnormal\twatch-high\t'
seen '/SPA_DET_T\twatch-high\twarning-high\t'
seen '/SPA_DET_T\twarning-high\tdistress-high\t'
seen '/SPA_DET_T\tdistress-high\tcritical-high\t'
seen '/PDU_FEEDB_V\tnormal\twarning-low\t'
seen '/RAD_HEAT_V\tnormal\tnan\t'
seen '/PDU_SPB_ST\tnormal\tdistress\tTRIPPED'
seen '/PDU_TRIPS\tnormal\twatch-high\t1'
seen '/BUS_RAD_ST\tnormal\tdistress\tNO_ANSWER'
seen '/DHS_SCRUB\tnormal\tdistress\t'
seen '/PTG_ON_TARGET\tnormal\twatch\tNO'
seen '/STO_FILL\tnormal\texpired\t'
! grep -q /PDU_P15_V "$work/walk.changes" || fail "a spike is an alarm"
n=$(grep -c /DHS_FPGA_T "$work/walk.changes")
[ "$n" = 2 ] || fail "DHS_FPGA_T chatters: $n changes"
echo "# nothing" >"$work/limits.conf"
columba limits --mdb missions/sif/sif.xml --limits "$work/limits.conf" \
    "$work/walk" >"$work/bare" || fail "without limits.conf"
n=$(grep -c /DHS_FPGA_T "$work/bare")
[ "$n" -gt 5 ] || fail "DHS_FPGA_T does not hover at all"
grep -q "PDU_P15_V.*distress-high" "$work/bare" || fail "there is no spike"

# up to the loss of signal: a file does not tell of it, so that all expires
changes heater 1045s
as_expected heater
for level in watch warning distress critical; do
    grep -q "/THM_SS_T.*$level-high" "$work/heater.changes" ||
        fail "the Sun sensor is never at $level"
done
grep -q "/HTR10_MODE.*critical.FAULT" "$work/heater.changes" ||
    fail "the thermostat does not give up"
changes heater 1400s
[ -z "$(left_over heater | grep -v expired)" ] ||
    fail "heater leaves $(left_over heater)"
