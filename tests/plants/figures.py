#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills, hangs and floods the engine as reliability §5 asks, and prints the figures beside their limits.

figures.py BIN-FOLDER [--tasks N]   ends with 0 when every limit holds."""
import glob
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

bin_folder = os.path.abspath(sys.argv[1])
tasks_long = int(sys.argv[sys.argv.index("--tasks") + 1]) if "--tasks" in sys.argv else 60_000
work = tempfile.mkdtemp(prefix="interleave-faults-")
environment = dict(os.environ, HOME=work, XDG_DATA_HOME=work)
failed = []


def experiment(model, stages, tasks, in_flight=8, **more):
    path = os.path.join(work, "e.interleave.json")
    with open(path, "w") as file:
        json.dump({"interleave": 1, "name": "Figures", "workload": {"stages": stages}, "models": [model],
                   "load": {"mode": "closed", "tasks": tasks, "in_flight": in_flight}, **more}, file)
    return path


def start(path):
    out = tempfile.mkdtemp(dir=work)
    os.rmdir(out)
    process = subprocess.Popen([bin_folder + "/interleave", "run", path, "--out", out, "--quiet"], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return process, out


def below(pid):
    found = []
    for children in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            for child in open(children).read().split():
                found += [int(child)] + below(int(child))
        except OSError:
            pass
    return found


def name_of(pid):
    try:
        return open(f"/proc/{pid}/comm").read().strip()
    except OSError:
        return ""


def alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def result_of(out):
    with open(out + "/result.json") as file:
        return json.load(file)


def outcomes_begun(out):
    try:
        return os.path.getsize(out + "/outcomes.jsonl") > 0
    except OSError:
        return False


def wait_for(condition, limit=60):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("nothing happens")
        time.sleep(0.005)


def show(what, value, limit, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {what:58} {value:>16}   limit {limit}", flush=True)
    if not holds:
        failed.append(what)


def kills(retry):
    path = experiment("processes", [{"kind": "wait", "ms": 0.5}, {"kind": "compute", "kernel": "mix", "units": 20000}], 10_000,
                      settings={"workers": 2}, **({"retry": {"max_attempts": 20, "on": ["crash"]}} if retry else {}))
    process, out = start(path)
    wait_for(lambda: outcomes_begun(out))
    done = zombies = 0
    while done < 30 and process.poll() is None:
        workers = [pid for pid in below(process.pid) if name_of(pid).startswith("interleave-work") and alive(pid)]
        if workers:
            try:
                os.kill(random.choice(workers), signal.SIGKILL)
                done += 1
            except ProcessLookupError:
                pass
        time.sleep(0.08)
    process.wait()
    model = result_of(out)["models"][0]
    counts, pool = model["counts"], model["pool"]
    word = "with retry" if retry else "without retry"
    show(f"{done} kills, {word}: ok of 10,000", counts["ok"], "10,000" if retry else f">= {10_000 - done}",
         counts["ok"] == 10_000 if retry else counts["ok"] >= 10_000 - done)
    show(f"{done} kills, {word}: attempts lost", model["attempts"] - 10_000 if retry else counts["crashed"], f"<= {done}",
         (model["attempts"] - 10_000 if retry else counts["crashed"]) <= done)
    recovery = pool["recovery_ms"]
    show("recovery, death to the replacement's hello: p95", f"{recovery['p95']:.1f} ms", "100 ms", recovery["p95"] <= 100)
    show("recovery: max", f"{recovery['max']:.1f} ms", "500 ms", recovery["max"] <= 500)


def orphans():
    process, out = start(experiment("processes", [{"kind": "wait", "ms": 1}], 100_000, settings={"workers": 2}))
    wait_for(lambda: outcomes_begun(out))
    pids = below(process.pid)
    process.kill()
    begun = time.monotonic()
    process.wait()
    wait_for(lambda: not any(alive(pid) for pid in pids), 10)
    took = (time.monotonic() - begun) * 1000
    show(f"kill of the program: its {len(pids)} descendants are gone after", f"{took:.0f} ms", "500 ms", took <= 500)


def overshoot():
    process, out = start(experiment("processes", [{"kind": "wait", "ms": 60000}], 200, in_flight=4,
                                    settings={"workers": 4, "timeout_ms": 50, "kill_grace_ms": 0}))
    process.wait()
    early = 0
    for line in open(out + "/outcomes.jsonl"):
        row = json.loads(line)
        assert row["status"] == "timeout", row
        early += row["attempts"][-1]["ms"] < 50
    service = result_of(out)["models"][0]["service_ms"]  # from a worker's beginning of a task to its time-out
    show("200 time-outs of 50 ms: fired early", early, "0", early == 0)
    show("200 time-outs of 50 ms: overshoot p99", f"{service['p99'] - 50:.1f} ms", "50 ms", service["p99"] <= 100)
    show("200 time-outs of 50 ms: overshoot max", f"{service['max'] - 50:.1f} ms", "250 ms", service["max"] <= 300)


def cancel(hung):
    stages = [{"kind": "wait", "ms": 5}] + ([{"kind": "fault", "fault": "ignore-term", "every": 40}] if hung else [])
    process, out = start(experiment("processes", stages, 100_000, settings={"workers": 2}))
    wait_for(lambda: outcomes_begun(out))
    time.sleep(1)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    code = process.wait()
    took = (time.monotonic() - begun) * 1000
    limit = 3000 if hung else 1000
    show(f"Ctrl-C to exit{' with hung workers' if hung else ''} (exit {code})", f"{took:.0f} ms", f"{limit} ms", took <= limit and code == 130)


def flat():
    process, out = start(experiment("processes", [{"kind": "wait", "ms": 0.2}, {"kind": "compute", "kernel": "mix", "units": 2000}],
                                    tasks_long, settings={"workers": 2}, record="all"))
    seen = []
    while process.poll() is None:
        hosts = [pid for pid in below(process.pid) if name_of(pid) == "interleave-host"]
        try:
            for pid in hosts[:1] + [process.pid] * len(hosts):
                rss = int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
                seen.append((time.monotonic(), name_of(pid), rss, len(os.listdir(f"/proc/{pid}/fd"))))
        except OSError:
            pass
        time.sleep(0.05)
    begun, ended = seen[0][0], seen[-1][0]
    for name in ("interleave", "interleave-host"):
        rows = [row for row in seen if row[1] == name and row[0] >= begun + (ended - begun) / 3]
        if len(rows) < 2:
            show(f"{tasks_long:,} tasks: {name} was seen", len(rows), ">= 2 looks", False)
            continue
        rows = [row for row in rows if row[0] <= begun + (ended - begun) * 0.95] or rows
        first, last = rows[0], rows[-1]
        show(f"{tasks_long:,} tasks: memory of {name}, a third to the end", f"{last[2] - first[2]:+.1f} MB", "20 MB", abs(last[2] - first[2]) <= 20)
        show(f"{tasks_long:,} tasks: descriptors of {name}", f"{last[3] - first[3]:+d}", "2", abs(last[3] - first[3]) <= 2)


kills(True)
kills(False)
orphans()
overshoot()
cancel(False)
cancel(True)
flat()
sys.exit(1 if failed else 0)
