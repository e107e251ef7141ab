#!/bin/bash
# Completion in real shells: bash word by word and typed at a terminal, fish by
# its own `complete -C`, zsh typed at a terminal; from the files that `make
# install` puts where the shells look.
. "$(dirname "$0")/lib.sh"
own_mission
export COLUMBA_MISSION=$mission
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -F -e "$1"; }
seen() { until_ok 15 shows "$1"; }

make -s -C "$tree" install DESTDIR="$work/root" PREFIX=/usr >"$work/install.log" 2>&1 ||
    fail "make install: $(tail -n 3 "$work/install.log")"
share=$work/root/usr/share
for f in columba/themes/dark.theme columba/displays/pwr01.dsp columba/missions/sif/mission.conf \
    man/man1/columba.1 man/man7/columba-keys.7; do
    [ -f "$share/$f" ] || fail "$f is not installed"
done

# bash, as readline calls the function
script=$share/bash-completion/completions/columba
bash -n "$script" || fail "bash cannot read its script"
reply() { # WORD... (the last one is completed, as bash splits them)
    bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _columba; printf "%s\n" "${COMPREPLY[@]}"' "$script" "$@"
}
same() { # WANTED WORD...
    want=$1
    shift
    got=$(reply "$@" | paste -sd' ')
    [ "$got" = "$want" ] || fail "bash: '$*' gives '$got', not '$want'"
}
same "status" columba stat
same "grey" columba --theme = gr
same "grey" columba --theme gr
same "--theme=" columba --th
same "THM_BASE_T" columba watch THM_BASE_
same "sim" columba up s
same "missions" columba check mission
same "themes" columba --export = theme
same "" columba nosuch x
same "HTR_ON" columba send HTR_ON
same "Heater=" columba send HTR_ON Hea
same "HTR01" columba send HTR_ON Heater = HTR01
same "HTR01" columba command HTR_ON Heater = HTR01
same "released" columba send --until rel
same "approve" columba commands app
same "missions" columba send --stack missio

# bash at a terminal
t new-session -d -x 100 -y 24 "bash --norc -i"
t send-keys "PS1='\$ '; . $script; clear" Enter
t send-keys 'columba compl' Tab 'f' Tab Enter
seen '# fish completion'
t send-keys 'clear' Enter
t send-keys 'columba --theme=gre' Tab '--version' Enter
seen '--theme=grey'
t kill-server

if command -v fish >/dev/null; then
    out=$(fish -N -c ". $share/fish/vendor_completions.d/columba.fish; complete -C 'columba stat'")
    has "status	processes"
    out=$(fish -N -c ". $share/fish/vendor_completions.d/columba.fish; complete -C 'columba --theme=gr'")
    has "--theme=grey"
    out=$(fish -N -c ". $share/fish/vendor_completions.d/columba.fish; complete -C 'columba check mission'")
    has "missions/"
    out=$(fish -N -c ". $share/fish/vendor_completions.d/columba.fish; complete -C 'columba send PIN'")
    has "PING"
    out=$(fish -N -c ". $share/fish/vendor_completions.d/columba.fish; complete -C 'columba send HTR_ON Heater=HTR01'")
    has "Heater=HTR01"
else
    echo "skip: no fish here"
fi

if command -v zsh >/dev/null; then
    zsh -n "$share/zsh/vendor-completions/_columba" || fail "zsh cannot read its script"
    t new-session -d -x 100 -y 24 "zsh -f"
    t send-keys "PS1='%% '; fpath=($share/zsh/vendor-completions \$fpath); autoload -U compinit; compinit -D -u; clear" Enter
    t send-keys 'columba comp' Tab 'fi' Tab Enter
    seen '# fish completion'
    t send-keys 'clear' Enter
    t send-keys 'columba --theme=gre' Tab
    seen '--theme=grey'
    t send-keys C-u 'columba stat' Tab '--js' Tab
    seen 'columba status --json'
    t send-keys C-u 'columba send PIN' Tab
    seen 'columba send PING'
    t send-keys C-u 'columba send HTR_ON Hea' Tab 'HTR01' Tab
    seen 'columba send HTR_ON Heater=HTR01'
else
    echo "skip: no zsh here"
fi
