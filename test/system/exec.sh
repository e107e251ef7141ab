#!/bin/sh
# The real chain with the ground model: a procedure commands, its commands are
# verified, its record is complete; a hazardous command waits for a person and
# is fired; of two takers one wins; a console that dies leaves the procedure
# going until it needs somebody; drafts say so, and flight refuses them.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
mkdir "$work/procedures"
cat >"$work/procedures/SYS-01.pluto" <<'EOC'
procedure
  main
    initiate and confirm step Ping
      main
        initiate and confirm PING;
        log "pinged";
      end main
    end step;
    initiate and confirm step Mode
      main
        initiate and confirm MODE with arguments Mode := 'CALIBRATION' end with;
        wait until DHS_MODE = 'CALIBRATION' with timeout 30 s;
        log "mode ", DHS_MODE;
      end main
    end step;
  end main
end procedure
EOC
cat >"$work/procedures/SYS-02.pluto" <<'EOC'
procedure
  main
    initiate and confirm HTR_ON with arguments Heater := 'HTR01' end with
      in case
        aborted : ask user;
      end case;
  end main
end procedure
EOC
cat >"$work/procedures/BAD-01.pluto" <<'EOC'
procedure
  main
    initiate and confirm PONG;
  end main
end procedure
EOC
sed 's/kind = sim/kind = flight/' "$mission" >"$work/flight.conf"
expect 0 columba-exec -i sim -m "$mission" -n
has "SYS-01	draft	may run"
has "BAD-01	draft	BAD-01 has"
expect 0 columba-exec -i sim -m "$work/flight.conf" -n
has "only approved procedures run in flight"

columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
expect 0 columba status
has "exec"
export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 "$tree/test/system/exec.py" "$COLUMBA_RUN/sim" "$XDG_STATE_HOME/columba/sim/exec" || fail "see above"
expect 0 columba commands
has "MODE"
expect 0 columba commands --verify-log
