#!/bin/sh
# Telemetry stops under procedures: its process stands still, then its link is
# disabled.  They say what they wait for, decide nothing on what is old, and go
# on by what comes afterwards.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
mkdir "$work/procedures"
cat >"$work/procedures/TM-01.pluto" <<'EOP'
procedure
  main
    initiate and confirm step Waits
      main
        wait until DHS_MODE != 'SAFE';
        log "decided ", DHS_MODE;
      end main
    end step;
  end main
end procedure
EOP
sed "s/!= 'SAFE'/= 'CALIBRATION'/" "$work/procedures/TM-01.pluto" >"$work/procedures/TM-03.pluto"
cat >"$work/procedures/TM-02.pluto" <<'EOP'
procedure
  main
    initiate and confirm step Decides
      main
        if DHS_MODE = 'SAFE' then
          log "decided safe";
        else
          log "decided other";
        end if;
      end main
    end step;
  end main
end procedure
EOP
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
for how in stop disable; do
    /usr/bin/python3 "$tree/test/system/exec_telemetry.py" $how "$COLUMBA_RUN/sim" "$(status_of process frontend pid)" ||
        fail "see above"
done
