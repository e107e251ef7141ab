"""procedures.py WORK PROCEDURE - a command of it fails, each in turn.

Each shipped world is tried with the n-th outcome of each command changed to
not confirmed and to aborted, and with each of its values not received.  Every
try has to end, or to ask a person; the coverage of all together is printed.
"""
import glob, json, re, subprocess, sys

work, procedure = sys.argv[1:3]
stem = procedure[:-len(".pluto")]
worlds = sorted(glob.glob(stem + "*.world"))
tries = []


def keep(lines):
    path = "%s/try-%d.world" % (work, len(tries))
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")
    tries.append(path)


def run(paths):
    args = ["columba", "run", "--json", "-c", "-m", "missions/sif"]
    for p in paths:
        args += ["-w", p]
    done = subprocess.run(args + [procedure], capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit("%s: %s" % (procedure, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines()]


for world in worlds:
    text = [l for l in open(world).read().splitlines() if not l.startswith("expect")]
    initiated = {}
    for row in run([world]):
        if row["kind"] == "TC" and row["text"].startswith("initiated"):
            name = row["item"].split(" of ")[0]
            initiated[name] = initiated.get(name, 0) + 1
    for name, times in initiated.items():
        own = [l for l in text if re.match("activity %s\\b" % name, l)]
        for n in range(times):
            for bad in ("not confirmed", "aborted"):
                outcomes = ", ".join(["confirmed after 3 s"] * n + [bad + " after 3 s"] * 4)
                lines = list(text)
                if own:
                    at = lines.index(own[0])
                    lines[at] = "activity %s: %s" % (name, outcomes)
                    while at + 1 < len(lines) and re.match(r"\s+(first|with|confirmed|not)", lines[at + 1]):
                        del lines[at + 1]
                else:
                    lines.append("activity %s: %s" % (name, outcomes))
                keep(lines + ["answer any: continue, continue, continue"])
    for l in text:
        m = re.match(r"([A-Z][A-Z0-9_]+) = ", l)
        if m:
            keep(["parameter " + m.group(1) if x == l else x for x in text]
                 + ["answer any: continue, continue, continue"])

ends = [r for r in run(tries) if r["kind"] == "result"] if tries else []
if len(ends) != len(tries) or any(r["end"] not in ("completed", "needs operator") for r in ends):
    raise SystemExit("%s: a try has no end: %s" % (procedure, [r for r in ends if r["end"] == "no end"][:1]))
c = run(worlds + tries)[-1]
done = c["statements_executed"] + c["branches_taken"]
percent = 100 * done // (c["statements"] + c["branches"])
print("%s %d worlds, %d tries, %d of %d statements, %d of %d branches: %d %%" % (
    stem.split("/")[-1], len(worlds), len(tries), c["statements_executed"], c["statements"],
    c["branches_taken"], c["branches"], percent))
if c["statements_executed"] < c["statements"] * 0.9 or percent < 85:
    raise SystemExit("not tried: %s" % (c["not_executed"] + c["not_taken"]))
