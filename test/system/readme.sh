#!/bin/sh
# README tells the truth: its two commands are targets of the Makefile, the
# programs and subcommands it names exist, every manual page it names is there
# or belongs to a program, and it is plain text.
. "$(dirname "$0")/lib.sh"
for t in demo check; do
    grep -q "^    make $t  " README || fail "README has no make $t"
    grep -q "^$t:.*##" Makefile || fail "no target $t"
    make -n "$t" >/dev/null || fail "make $t cannot be made"
done
grep -q 'exec make check' .ci/run || fail ".ci/run does not run make check"
grep -o 'bin/columba [a-z]*' README | sort -u | while read -r _ tool; do
    columba "$tool" --help >/dev/null || fail "no subcommand $tool"
done
grep -o '^    columba-[a-z]*' README | while read -r program; do
    [ -x "$COLUMBA_BIN/$program" ] || fail "no program $program"
done
grep -o 'man/[a-z-]*\.[1-8]' README | while read -r page; do
    [ -f "$page" ] || fail "no page $page"
done
# columba(1) lists every subcommand.
sed -n 's/^TOOL(\([a-z]*\),.*/\1/p' src/tools/tools.def | while read -r tool; do
    grep -q "^\.It Cm .*\b$tool\b" man/columba.1 || fail "columba.1 has no $tool"
done
python3 -c 'text = open("README", encoding="utf-8").read()
assert "\t" not in text and "\r" not in text, "tabs"
assert all(len(l) <= 80 for l in text.split("\n")), "longer than 80 columns"'
# What both doors install is one list.
[ "$(grep -c 'install-packages packages' Makefile)" = 1 ] || fail "two lists"
