#!/bin/sh
# columba run with the real program: every world of test/pluto/worlds gives the
# trace that was worked out by hand, with its exit status; coverage, JSON,
# recorded traces, arguments, and what is wrong with files are told.
. "$(dirname "$0")/lib.sh"

worlds=test/pluto/worlds
procedure_of() { # the file that a world is for
    stem=$(basename "$1" .world | sed 's/-[a-z]$//')
    for dir in $worlds test/pluto/procedures; do
        [ ! -f "$dir/$stem.pluto" ] || { echo "$dir/$stem.pluto" && return; }
    done
}

n=0
for w in "$worlds"/*.world; do
    p=$(procedure_of "$w")
    columba run -l $worlds -w "$w" "$p" >"$work/trace" 2>"$work/err" ||
        { cat "$work/trace" "$work/err" && fail "$w"; }
    cmp "${w%.world}.trace" "$work/trace" || fail "$w"
    n=$((n + 1))
done
[ "$n" -ge 44 ] || fail "only $n worlds"

# Without expectations of the world the outcome is the exit status.
for run in PO-002-a:0 PO-002-b:1 PO-002-c:1 RUN-05-b:1 RUN-06-b:1; do
    w=${run%:*}
    grep -v ^expect "$worlds/$w.world" >"$work/$w.world"
    expect "${run#*:}" columba run -w "$work/$w.world" \
        "$(procedure_of "$w.world")"
done
expect 1 columba run -w "$work/RUN-05-b.world" $worlds/RUN-05.pluto
has "needs operator"
has "Probe of Rig"

# A loop that never waits is given up and named, with its line; also the outer
# one of two.
cat >"$work/spin.pluto" <<'EOF'
procedure
  initiate and confirm step Spin
    declare variable N of type unsigned integer end declare
    main
      N := 0;
      while TRUE do
        N := N + 1;
      end while;
    end main
  end step;
end procedure
EOF
expect 1 columba run "$work/spin.pluto"
has "given up after 1000000 statements"
has "the loop of line 6, 'while TRUE', goes on without a wait"
sed 's/N := N + 1;/repeat N := N + 1; until N > 0;/' "$work/spin.pluto" \
    >"$work/spin2.pluto"
printf 'open\nstatements 20000\n' >"$work/spin.world"
expect 1 columba run -w "$work/spin.world" "$work/spin2.pluto"
has "given up after 20000 statements"
has "the loop of line 6,"
printf 'statements 0\n' >"$work/zero.world"
expect 65 columba run -w "$work/zero.world" "$work/spin.pluto"
has "zero.world:1:12: error: it is at least 1"

# A recorded trace is the same, a tick later only when that is allowed.
po2=test/pluto/procedures/PO-002.pluto
expect 0 columba run -w $worlds/PO-002-b.world -e $worlds/PO-002-b.trace $po2
sed 's/^    26/    27/' $worlds/PO-002-b.trace >"$work/late.trace"
expect 1 columba run -w $worlds/PO-002-b.world -e "$work/late.trace" $po2
has "late.trace:6: the trace differs"
expect 0 columba run -w $worlds/PO-002-b.world -t -e "$work/late.trace" $po2
expect 66 columba run -w $worlds/PO-002-b.world -e "$work/none" $po2

# Three worlds cover more than one.
expect 0 columba run -c -w $worlds/PO-002-a.world $po2
has "coverage: statements"
has "not taken:"
expect 0 sh -c "columba run --json -c -w $worlds/PO-002-a.world \
    -w $worlds/PO-002-b.world -w $worlds/PO-002-c.world $po2 | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
results = [r for r in rows if r[\"kind\"] == \"result\"]
assert [r[\"outcome\"] for r in results] == [\"confirmed\", \"aborted\", \"aborted\"]
assert results[2][\"reason\"] == \"PRECONDITION\", results
c = rows[-1]
assert c[\"kind\"] == \"coverage\", c
assert c[\"statements\"] == c[\"statements_executed\"], c
assert any(r[\"kind\"] == \"CHECK\" for r in rows)
'"

# What is wrong is told, all of it, in both files.
cat >"$work/bad.world" <<END
Bus Voltage of Heliograph = 28 V
at soon: Bus Voltage = 5 V
at 3 s: Bus Voltag = 5 V
END
printf 'procedure\n  log "x"\nend procedure\n' >"$work/bad.pluto"
expect 65 columba run -w "$work/bad.world" "$work/bad.pluto"
has "bad.world:2:4: error: "
has "bad.world:3:9: error: there is no parameter 'Bus Voltag'"
has "bad.pluto:"
printf 'procedure initiate Opne Valve of Rig; end procedure\n' >"$work/a.pluto"
expect 65 columba run -w $worlds/RUN-01.world "$work/a.pluto"
has "Open Valve"
expect 66 columba run -w "$work/none.world" $po2
expect 66 columba run "$work/none.pluto"
expect 64 columba run
expect 64 columba run -t $po2
expect 64 columba run $po2 $po2

# Without a world names are there and nothing has a value.
expect 0 columba run test/pluto/procedures/PO-001.pluto
has "1  TC    Power On DPU of Heliograph                 completed [confirmed]"

# With a mission database names are its own.
cat >"$work/m.pluto" <<END
procedure
  initiate and confirm step Look
    wait until THM_PDU_T > 30 degC with timeout 1 min;
    log "hot";
  end step;
end procedure
END
cat >"$work/m.world" <<END
THM_PDU_T = 20 degC
at 5 s: THM_PDU_T rises 1 degC/s
END
expect 0 columba run -m missions/sif -w "$work/m.world" "$work/m.pluto"
has "    16  LOG"
echo 'THM_PDU_TT = 3' >>"$work/m.world"
expect 65 columba run -m missions/sif -w "$work/m.world" "$work/m.pluto"
has "m.world:3:1: error: there is no parameter 'THM_PDU_TT'"

# Arguments come from the file beside it, the world or the command line.
cat >"$work/arg.conf" <<END
id = "ARG"
argument Target { type = real  unit = degC  min = 10  max = 30 }
END
printf 'procedure log "target ", Target; end procedure\n' >"$work/arg.pluto"
echo 'argument Target = 15 degC' >"$work/arg.world"
expect 0 columba run -w "$work/arg.world" "$work/arg.pluto"
has "target 15"
expect 0 columba run -w "$work/arg.world" "$work/arg.pluto" "Target=20 degC"
has "target 20"
expect 64 columba run -w "$work/arg.world" "$work/arg.pluto" Target=50
expect 64 columba run "$work/arg.pluto"
