#!/bin/sh
# The same with real gates: claimed names, sessions, tokens and orders of SIM at
# FLIGHT's gate, SIM's packets at FLIGHT's frontend, and directories of SIM that
# are links to FLIGHT's; FLIGHT's receiver hears nothing.  Then a person of
# people.conf commands FLIGHT, and it arrives once.
. "$(dirname "$0")/lib.sh"
gate_mission
flight_port=$(free_port)
flight_tm=$(free_port)
sed -i '/^instance sim/,$d' "$work/m/mission.conf"
for i in flight sim; do
    [ $i = sim ] && to=$tc_port from=$port || { to=$flight_port from=$flight_tm; }
    cat >>"$work/m/mission.conf" <<EOC
instance $i {
    kind = $i
    link tm { type = udp host = "127.0.0.1" port = $from }
    uplink tc { type = udp host = "127.0.0.1" port = $to }
    commands { los = send }
    process hub { }
    process frontend { }
    process gate { }
}
EOC
done
is_root=no
mkdir -m 755 "$work/etc"
chmod 755 "$work"
if [ "$(id -u)" = 0 ]; then
    is_root=yes
    cat >"$work/etc/people.conf" <<EOC
person FC-1 { uid = 0 roles = {command, hazardous} }
person FC-2 { uid = 65534 roles = {command, hazardous, approve} }
EOC
fi
start() { # INSTANCE PART
    "columba-$2" -i "$1" -m "$work/m" >>"$work/$1.$2" 2>&1 &
    last=$!
    pids="$pids $last"
    eval "$1_$2=$last"
}
# SIM has no people.conf: names are claimed there.
printf 'allow_claims = true\nperson FC-1 { roles = {command, hazardous} }\nperson FC-2 { roles = {command} }\n' \
    >"$work/m/sim.conf"
sed -i "/kind = sim/,\$s#los = send#los = send people = \"$work/m/sim.conf\"#" "$work/m/mission.conf"
for i in flight sim; do
    for part in hub frontend gate; do start $i $part; done
done
flight=$COLUMBA_RUN/flight sim=$COLUMBA_RUN/sim

cat >"$work/cross.py" <<'EOP'
import sys
from gate_bus import *
flight, sim, flight_port, sim_port, what = *sys.argv[1:3], *map(int, sys.argv[3:5]), sys.argv[5]
heard = {} if what == "linked" else {"flight": Receiver(flight_port), "sim": Receiver(sim_port)}
def must(good, text):
    if not good:
        raise SystemExit("%s: %s" % (what, text))
def refused(reply, *texts):
    must(reply is not None and reply.status != OK and any(t in reply.text for t in texts), repr(reply))

if what == "cross":
    mdb = begun(sim)
    must(begun(flight) == mdb, "two databases")
    s = Console(sim, "FC-1")
    s.mdb = mdb
    must(s.word("take").status == OK, "no authority in SIM")
    # it works in SIM
    sent = s.order("PING")
    ping = settled(s, s.ask("submit", sent).rows["id"])
    must(ping["state"] == "completed" and heard["sim"].drain().count[ping["data"]] == 1, "SIM: %s" % ping)
    fire = s.submit("FIRE").rows
    token = s.word("arm", fire["id"], fire["digest"]).rows["token"]
    # names that are claimed
    f = Console(flight, "FC-2", instance="flight")
    f.mdb = mdb
    for verb, *more in (["take"], ["renew"], ["give", "FC-2"], ["break", "x"], ["approve", fire["id"], fire["digest"]]):
        refused(f.word(verb, *more), "claimed", "nobody may command")
    refused(f.submit("PING"), "claimed", "nobody may command")
    # SIM's session, token and orders; said to be FLIGHT's, and not
    f = Console(flight, instance="flight")
    f.mdb, f.session, f.seq = mdb, s.session, s.seq + 1000
    commands = f.word("take").status == OK
    refused(f.ask("submit", sent), "claimed", "nobody may command", "issued", "the order is for", "session")
    refused(f.submit("PING", instance="sim"), "the order is for", "nobody may command", "people.conf")
    refused(f.submit("PING", mission="H"), "the order is for", "nobody may command", "people.conf")
    refused(f.word("arm", fire["id"], fire["digest"]), "no such command", "people.conf")
    refused(f.word("fire", fire["id"], token, "FIRE"), "no such command", "people.conf")
    refused(f.word("approve", fire["id"], fire["digest"]), "no such command", "people.conf")
    x = Console(flight, instance="sim")
    x.mdb = mdb
    refused(x.submit("PING"), "another instance", "instance")
    x.instance = ""
    reply = x.ask("submit", x.order("PING", instance="flight"), 300)
    must(reply is None or reply.status != OK, repr(reply))
    if commands:
        f.word("yield")
    # what SIM's gate sent, at FLIGHT's frontend, from a process of the same user
    for instance in ("sim", "flight"):
        d = zmq.Context.instance().socket(zmq.DEALER)
        d.setsockopt(zmq.LINGER, 0)
        d.connect("ipc://%s/send/frontend" % flight)
        for verb in ("transmit", "settle"):
            d.send(pack(17, "gate", instance, verb, ping["id"], mdb, "tc", time.time_ns() + 10**9,
                        bytes.fromhex(ping["data"])))
        must(not d.poll(500), "FLIGHT's frontend answers a stranger")
        d.close()
    # and SIM goes on
    must(s.word("fire", fire["id"], token, "FIRE").status == OK, "SIM cannot fire")
    must(settled(s, fire["id"])["state"] == "completed", "SIM: not completed")
    s.word("yield")
    must(heard["sim"].drain().total == 2, "SIM heard %d" % heard["sim"].total)
elif what == "linked":
    # SIM's gate at FLIGHT's frontend, by a link: it says no
    mdb = begun(sim)
    s = Console(sim, "FC-1")
    s.mdb = mdb
    must(s.word("take").status == OK, "no authority in SIM")
    os.kill(int(sys.argv[6]), 9)
    time.sleep(0.3)
    reply = s.submit("PING")
    must(reply.status == OK, repr(reply))
    rows = settled(s, reply.rows["id"], 30)
    must(rows["state"] == "unknown", "SIM: %s" % rows)
    print("linked:", rows["state"], rows.get("detail", ""))
elif what == "proper":
    f = Console(flight, instance="flight")
    f.mdb = begun(flight)
    must(f.word("take").status == OK, "FC-1 gets no authority")
    rows = settled(f, f.submit("PING").rows["id"])
    must(rows["state"] == "completed" and rows["person"] == "FC-1", "FLIGHT: %s" % rows)
    must(heard["flight"].drain().count == {rows["data"]: 1}, "FLIGHT heard %s" % heard["flight"].count)
if what != "proper":
    time.sleep(0.3)
    must(not heard or heard["flight"].drain().total == 0, "FLIGHT heard something")
EOP
cross() {
    timeout 60 /usr/bin/python3 "$work/cross.py" "$flight" "$sim" "$flight_port" "$tc_port" "$1" "$sim_frontend" ||
        fail "see above; $(tail -n 5 "$work"/*.gate "$work"/*.frontend)"
}
cross cross
grep -q UPLINK_REFUSED "$work/flight.frontend" || fail "FLIGHT's frontend does not tell of strangers"

# A receiver for all that follows.
/usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
while True: print(s.recv(65536).hex(), flush=True)' "$flight_port" >"$work/heard" &
receiver=$!
pids="$pids $receiver"

# SIM's directory for sending becomes a link to FLIGHT's while its gate runs, and
# its frontend is gone: the gate comes to FLIGHT's frontend, in vain.
mv "$sim/send" "$sim/aside"
ln -s "$flight/send" "$sim/send"
cross linked
kill "$sim_gate"
wait "$sim_gate" || true
# With such a link no gate begins, whether FLIGHT's runs or not; nor with one for
# requests.
expect 73 timeout 10 columba-gate -i sim -m "$work/m"
kill "$flight_gate"
wait "$flight_gate" || true
expect 73 timeout 10 columba-gate -i sim -m "$work/m"
rm "$sim/send"
mv "$sim/aside" "$sim/send"
mv "$sim/operate" "$sim/aside"
ln -s "$flight/operate" "$sim/operate"
expect 73 timeout 10 columba-gate -i sim -m "$work/m"
rm "$sim/operate"
mv "$sim/aside" "$sim/operate"
start flight gate
until_ok 10 columba authority -i flight
[ ! -s "$work/heard" ] || fail "FLIGHT sent: $(cat "$work/heard")"
kill "$receiver"
wait "$receiver" || true

if [ $is_root = no ]; then
    echo "skip: people.conf has to be root's, so no command of FLIGHT"
    exit 0
fi
cross proper
expect 0 columba commands --verify-log -i flight
