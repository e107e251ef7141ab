#!/bin/sh
# A process is killed exactly between the release of a command and its
# verification, with the ground model: the executor at each command of a
# procedure, then the hub, then the gate.  The same command is followed on, the
# procedure ends confirmed, and nothing went out twice.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
mkdir "$work/procedures"
cat >"$work/procedures/VER-01.pluto" <<'EOP'
procedure
  main
    initiate and confirm step Modes
      main
        initiate and confirm PING;
        initiate and confirm MODE with arguments Mode := 'CALIBRATION' end with
          in case
            not confirmed : continue;
          end case;
        wait until DHS_MODE = 'CALIBRATION' with timeout 60 s;
        initiate and confirm MODE with arguments Mode := 'STANDBY' end with
          in case
            not confirmed : continue;
          end case;
        wait until DHS_MODE = 'STANDBY' with timeout 60 s;
      end main
    end step;
  end main
end procedure
EOP
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
for victim in exec hub gate; do
    /usr/bin/python3 "$tree/test/system/exec_verified.py" "$victim" "$COLUMBA_RUN/sim" || fail "see above"
done
expect 0 columba commands --verify-log
