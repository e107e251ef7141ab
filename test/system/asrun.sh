#!/bin/sh
# As-run records of the real chain: two executions of one procedure are listed,
# shown, verified and compared; a changed, a missing and a cut line are found
# with their numbers; the executor is killed in the middle of a third, and the
# chain of its record goes on.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
mkdir "$work/procedures"
cat >"$work/procedures/REC-01.pluto" <<'EOC'
procedure
  main
    initiate and confirm step Say
      main
        log "level ", Level;
        initiate and confirm PING;
      end main
    end step;
    initiate and confirm step Ask
      main
        if Level > 5 then
          log "high";
        end if;
      end main
    end step;
  end main
end procedure
EOC
cat >"$work/procedures/REC-01.conf" <<'EOC'
title = "A record"
version = "1.0"
argument Level { type = "signed integer" default = "1" }
EOC
cat >"$work/procedures/REC-02.pluto" <<'EOC'
procedure
  main
    initiate and confirm step Before
      main
        log "before";
        initiate and confirm PING;
      end main
    end step;
    initiate and confirm step After
      main
        wait until DHS_MODE = 'CALIBRATION' with timeout 300 s;
        log "after";
      end main
    end step;
  end main
end procedure
EOC
cat >"$work/procedures/REC-03.pluto" <<'EOC'
procedure
  main
    initiate and confirm MODE with arguments Mode := 'CALIBRATION' end with;
  end main
end procedure
EOC
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
has_exec() { columba status | grep -q 'exec .*ready'; }
until_ok 20 has_exec
runs=$XDG_STATE_HOME/columba/sim/exec/runs

# Two executions, one with another argument.
expect 0 columba asrun list
has "there are no runs"
expect 0 timeout 60 columba run -i sim REC-01
a=$(ls "$runs")
expect 0 timeout 60 columba run -i sim REC-01 Level=7
b=$(ls "$runs" | grep -v "$a")
expect 0 columba asrun list
[ "$(echo "$out" | wc -l)" = 2 ] || fail "not two runs: $out"
has "$(echo "$a" | cut -c1-12)"
has "REC-01"
has "DRAFT"
has "last PROC"
expect 0 columba asrun list --json
[ "$(echo "$out" | grep -c '"procedure":"REC-01"')" = 2 ] || fail "list --json: $out"
expect 0 columba asrun list -i other
has "there are no runs"
expect 0 columba asrun show "$b"
has "level 7"
has "high"
has "PING"
has "DRAFT"
expect 0 columba asrun show "$runs/$a/asrun.txt"
has "level 1"
expect 0 columba asrun verify "$a" "$b"
has "text and JSON"
has " 0 faults"

# What differs is told; a record does not differ from itself.
expect 0 columba asrun diff "$a" "$a"
expect 1 columba asrun diff "$a" "$b"
has "level 1"
has "level 7"
has "high"
expect 1 columba asrun diff --json "$a" "$b"
has '"summary"'

# One byte of one line, one line, half a line.
lines=$(wc -l <"$runs/$a/asrun.txt")
line=$(grep -n 'level 1' "$runs/$a/asrun.txt" | cut -d: -f1)
for form in txt jsonl; do
    cp -r "$runs/$a" "$work/changed"
    file=$work/changed/asrun.$form
    sed -i "${line}s/level 1/level 9/" "$file"
    expect 1 columba asrun verify "$file"
    has "asrun.$form:$line:1: error"
    cp "$runs/$a/asrun.$form" "$file"
    sed -i "${line}d" "$file"
    expect 1 columba asrun verify "$file"
    has "asrun.$form:$line:1: error"
    cp "$runs/$a/asrun.$form" "$file"
    truncate -s -9 "$file"
    expect 1 columba asrun verify "$file"
    has "asrun.$form:$lines:1: error"
    rm -r "$work/changed"
done
# A whole record written anew is good in itself: the digest that was written
# down tells.
head=$(columba asrun verify "$runs/$a" 2>&1 | tail -n 1)
expect 0 columba asrun verify --head "$head" "$a"
expect 1 columba asrun verify --head "$head" "$b"

# Killed in the middle: the chain goes on, and the record says what happened.
export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 "$tree/test/system/asrun.py" "$COLUMBA_RUN/sim" >"$work/third" || fail "see above"
c=$(cat "$work/third")
expect 0 columba asrun verify "$c"
has " 0 faults"
expect 0 columba asrun show "$c"
has "before"
has "after"
has "executor"
[ "$(echo "$out" | grep -c 'LOG .*before')" = 1 ] || fail "before is there twice: $out"
expect 0 columba asrun list
[ "$(echo "$out" | wc -l)" = 4 ] || fail "not four runs: $out"
case "$out" in *"[confirmed] [confirmed]"* | *"(("*) fail "told twice: $out" ;; esac
