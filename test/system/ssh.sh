#!/bin/sh
# The console over ssh, from a private sshd on loopback: key echo and status;
# over a line of 64 kbit/s with 300 ms of delay: a key is answered soon and a
# frame of fifty fields takes at most 1.5 segments; in tmux; with a TERM that
# is not known; with LANG=C; and behind ForceCommand with no way out of it.
. "$(dirname "$0")/lib.sh"
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] && command -v ssh >/dev/null || skip "no openssh-server and openssh-client"
own_mission
mkdir -p "$work/ssh" "$work/export"
if [ "$(id -u)" = 0 ] && [ ! -d /run/sshd ]; then # it insists, when it is root's
    mkdir -m 0755 /run/sshd 2>/dev/null || skip "sshd has no /run/sshd"
fi
ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/user"
tcp_port() {
    python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
open=$(tcp_port) watch=$(tcp_port) slow=$(tcp_port)

# What both logins run: the environment is ours, as an installation sets it.
cat >"$work/ssh/environment" <<EOC
export PATH=$PATH COLUMBA_RUN=$COLUMBA_RUN COLUMBA_DATA=$COLUMBA_DATA
export XDG_STATE_HOME=$XDG_STATE_HOME XDG_CONFIG_HOME=$XDG_CONFIG_HOME
cd $work
EOC
cat >"$work/ssh/watch" <<EOC
#!/bin/sh
. $work/ssh/environment
exec columba -i sim -m $mission --readonly --export $work/export
EOC
printf '#!/bin/sh\n. %s/ssh/environment\nexec "$@"\n' "$work" >"$work/ssh/run"
chmod 755 "$work/ssh/watch" "$work/ssh/run"
cat >"$work/ssh/config" <<EOC
Port $open
Port $watch
ListenAddress 127.0.0.1
HostKey $work/ssh/host
PidFile $work/ssh/pid
AuthorizedKeysFile $work/ssh/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
Match LocalPort $watch
    ForceCommand $work/ssh/watch
    DisableForwarding yes
    PermitTunnel no
    PermitUserRC no
EOC
"$sshd" -D -e -f "$work/ssh/config" 2>"$work/ssh/log" &
pids="$pids $!"
python3 test/system/relay.py "$slow" "$open" 8000 0.3 "$work/ssh/counts" &
pids="$pids $!"
ssh_options="-F none -i $work/ssh/user -o BatchMode=yes -o IdentitiesOnly=yes
    -o StrictHostKeyChecking=no -o UserKnownHostsFile=$work/ssh/known -o LogLevel=ERROR"
login() { # PORT ARGUMENT...: as the account that runs the test
    p=$1
    shift
    # shellcheck disable=SC2086
    ssh $ssh_options -p "$p" "$@"
}
answers() { [ "$(login "$open" 127.0.0.1 echo works)" = works ]; }
listens() { grep -q 'Server listening.*'"$watch" "$work/ssh/log"; }
until_ok 5 listens
answers || { tail -n 3 "$work/ssh/log"; skip "no login to a private sshd for this account"; }

columba up -q sim -m "$mission"
good() { columba --once 80x24 -v params -i sim -m "$mission" | grep -q 'good [89][0-9][0-9]'; }
until_ok 20 good
export work mission open watch slow ssh_options
/usr/bin/python3 test/system/ssh.py || fail "see above"

# Behind ForceCommand nothing else runs, and nothing is forwarded.
refused() { # PORT ARGUMENT...
    # shellcheck disable=SC2086
    out=$(timeout 3 ssh $ssh_options -p "$watch" "$@" </dev/null 2>&1) || true
    case "$out" in *escaped*) fail "escaped: $* ($out)" ;; esac
}
refused 127.0.0.1 'echo escap""ed'
refused -t 127.0.0.1 'sh -c "echo escap\"\"ed"'
refused -tt 127.0.0.1 sh
refused -s 127.0.0.1 sftp
refused -o SendEnv='COLUMBA_* PATH' -o SetEnv='COLUMBA_MISSION=/etc/passwd' 127.0.0.1 true
timeout 5 sftp -q $ssh_options -P "$watch" -b /dev/null 127.0.0.1 >/dev/null 2>&1 && fail "sftp works"
timeout 5 scp -q $ssh_options -P "$watch" 127.0.0.1:/etc/hostname "$work/stolen" >/dev/null 2>&1 || true
[ ! -e "$work/stolen" ] || fail "scp works"
local_port=$(tcp_port)
# shellcheck disable=SC2086
ssh $ssh_options -p "$watch" -N -o ExitOnForwardFailure=yes \
    -L "$local_port:$COLUMBA_RUN/sim/operate/limits" 127.0.0.1 >/dev/null 2>&1 &
forward=$!
pids="$pids $forward"
python3 - "$local_port" <<'EOC' || fail "a socket can be reached by forwarding"
import socket, sys, time
for _ in range(20):
    time.sleep(0.1)
    try:
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)
    except OSError:
        continue
    s.settimeout(3)
    try:
        data = s.recv(64)      # a ZMTP greeting is what libzmq says at once
    except OSError:
        data = b""
    sys.exit(1 if data else 0)
EOC
kill "$forward" 2>/dev/null || true
