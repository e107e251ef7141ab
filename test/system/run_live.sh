#!/bin/sh
# columba run -i: a procedure is started in a running instance with a ground
# model, its command goes out by the gate, its record is followed to its end,
# and its outcome is the exit status.
. "$(dirname "$0")/lib.sh"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
grep -q 'process exec' "$mission" ||
    sed -i "s/^ *process gate /    process exec { program = columba-exec }\n&/" "$mission"
mkdir "$work/procedures"
cat >"$work/procedures/OK-01.pluto" <<END
procedure
  initiate and confirm step Say
    main
      log "hello";
      wait for 1 s;
      initiate and confirm PING;
    end main
  end step;
end procedure
END
cat >"$work/procedures/BAD-01.pluto" <<END
procedure
  initiate and confirm step Fail
    main
      wait for 1 s;
    end main
    confirmation
      if 1 = 2;
    end confirmation
  end step;
end procedure
END
cat >"$work/procedures/SAY-01.pluto" <<END
procedure
  initiate and confirm step Count
    declare variable N of type signed integer end declare
    main
      for N := 1 to 40 do
        log "count ", N;
        wait for 0.1 s;
      end for;
    end main
  end step;
end procedure
END
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
has_exec() { columba status | grep -q 'exec .*ready'; }
until_ok 20 has_exec

expect 0 timeout 60 columba run -i sim OK-01
has "procedure   OK-01"
has "hello"
has "PING"
has "confirmed"
has "+00:00:0"
echo "$out" | sed 1,20d | grep -E '[0-9a-f]{64}' && fail "digests, to a person"
expect 1 timeout 60 columba run -i sim BAD-01
has "not confirmed"
expect 0 sh -c 'timeout 60 columba run -j -i sim OK-01 | python3 -c "
import json, sys
assert len([json.loads(line) for line in sys.stdin]) > 5"'

# The hub is killed while lines come: those it took with it are asked for, and
# what was written is the whole record, head and all.
columba run -j -i sim SAY-01 >"$work/lines" 2>"$work/lines.err" &
follower=$!
pids="$pids $follower"
has_begun() { [ "$(wc -l <"$work/lines")" -ge 8 ]; }
until_ok 20 has_begun
kill -9 "$(status_of process hub pid)"
wait "$follower" || fail "exit $?: $(cat "$work/lines.err")"
[ ! -s "$work/lines.err" ] || fail "$(cat "$work/lines.err")"
expect 0 columba asrun verify "$work/lines"
[ "$(grep -c '"count ' "$work/lines")" = 40 ] || fail "lines are missing"
until_ok 20 has_exec

# What is refused says why, and nothing is followed.
expect 66 timeout 20 columba run -i sim NONE-01
has "NONE-01"
expect 64 columba run -i sim --mode slowly OK-01
expect 64 columba run -i sim -w x.world OK-01
expect 64 columba run --as FC-1 test/pluto/procedures/PO-001.pluto
expect 69 columba run -i other OK-01
