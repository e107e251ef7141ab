#!/bin/sh
# The executor is killed at random moments of a procedure that commands,
# EXEC_KILLS (40) times, then the gate, a quarter as often: each procedure ends
# confirmed, and each of its commands went out exactly once.
. "$(dirname "$0")/lib.sh"
gate_mission
kills=${EXEC_KILLS:-40} seed=${EXEC_SEED:-$$}
echo "EXEC_SEED=$seed"
mkdir "$work/m/procedures"
cat >"$work/m/procedures/KILLED.pluto" <<'EOC'
procedure
main
initiate and confirm step Pings
    declare variable N of type signed integer end declare
    main
        for N := 1 to 20 do
            initiate and confirm PING of G
            in case
                aborted: restart max times 20;
            end case;
            log "ping ", N;
        end for;
    end main
end step;
end main
end procedure
EOC
cd "$work"
gate_part hub
gate_part frontend -R
gate_part gate
gate=$last
/usr/bin/python3 "$tree/test/system/exec_killed.py" exec "$kills" "$seed" "$run" "$tc_port" \
    columba-exec -i sim -m "$work/m" || fail "see above"
expect 0 columba commands --verify-log -i sim
kill "$gate"
wait "$gate" || true
gate_part exec
/usr/bin/python3 "$tree/test/system/exec_killed.py" gate $((kills / 4)) "$seed" "$run" "$tc_port" \
    columba-gate -i sim -m "$work/m" || fail "see above"
