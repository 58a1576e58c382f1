# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the table. A group measures its sides in turn; each of its rows divides one side by another."""
from dataclasses import dataclass, field

import sides
from sides import cpu_us, python, rate, raw, run, wrk, xargs

OFF = 0.7  # seconds a measurement, where it is ours to say


@dataclass
class Row:
    what: str
    above: str  # a side
    below: str  # another, or "" for the side's value itself
    goal: float
    floor: float
    less: bool = False  # the smaller the better


@dataclass
class Group:
    name: str
    sides: dict
    rows: list = field(default_factory=list)


def tasks(site, model="processes", seconds=OFF, in_flight=128, warmup=2000, **how):
    return rate(run(site, model, load={"duration_s": seconds, "in_flight": in_flight}, warmup=warmup, **how))


def tiny():
    return Group("tiny", {
        "ours": lambda s: tasks(s, workers=2),
        "ours d16": lambda s: tasks(s, workers=2, in_flight=32),
        "PPE": lambda s: python("ppe", 1, 15000)[0],
        "Pool": lambda s: python("pool", 1, 40000)[0],
    }, [Row("processes, 2 workers × 64 in flight, empty 64-byte tasks ÷ ProcessPoolExecutor.map chunksize 1", "ours", "PPE", 100, 50),
        Row("the same, 16 in flight each ÷ ProcessPoolExecutor.map chunksize 1", "ours d16", "PPE", 40, 20),
        Row("processes × 64 ÷ multiprocessing.Pool.imap_unordered chunksize 1", "ours", "Pool", 30, 15)])


def chunk():
    return Group("chunk", {
        "ours": lambda s: tasks(s, workers=2, in_flight=1024, chunk=256),
        "PPE": lambda s: python("ppe", 256, 400000)[0],
        "Pool": lambda s: python("pool", 256, 500000)[0],
    }, [Row("processes, chunk 256 ÷ ProcessPoolExecutor.map chunksize 256, distinct payloads", "ours", "PPE", 5, 3),
        Row("processes, chunk 256 ÷ Pool.imap_unordered chunksize 256, distinct payloads", "ours", "Pool", 4, 2)])


def roundtrip():
    return Group("round-trip", {
        "ours same": lambda s: tasks(s, workers=1, in_flight=1, prefix=("taskset", "-c", "0")),
        "raw same": lambda s: raw(s, "ping-pong", OFF, 0, 0),
        "ours cross": lambda s: tasks(s, workers=1, in_flight=1, placed={"interleave-host": 0, "interleave-worker": 1}),
        "raw cross": lambda s: raw(s, "ping-pong", OFF, 0, 1),
    }, [Row("time of a round trip at depth 1, one core ÷ raw pipe + epoll ping-pong", "raw same", "ours same", 1.3, 1.5, True),
        Row("time of a round trip at depth 1, two cores ÷ raw pipe + epoll ping-pong", "raw cross", "ours cross", 1.3, 1.5, True)])


def efficiency():
    group = Group("efficiency", {})
    for units, name, goal, floor in ((6667, "10 µs", 0.85, 0.75), (66667, "100 µs", 0.95, 0.92), (666667, "1 ms", 0.97, 0.95)):
        stages = [{"kind": "compute", "kernel": "mix", "units": units}]
        group.sides[f"ours {name}"] = lambda s, stages=stages: tasks(s, workers=2, in_flight=32, stages=stages)
        group.sides[f"bare {name}"] = lambda s, units=units: raw(s, "compute", OFF, units, 2)
        group.rows.append(Row(f"2 workers × 16 in flight, tasks of {name} ÷ the kernel in 2 bare processes", f"ours {name}", f"bare {name}", goal, floor))
    return group


def payload():
    big = 64 << 20
    return Group("payload", {
        "ours": lambda s: tasks(s, workers=1, in_flight=1, payload=big, transport="shared-memory", warmup=8),
        "copy": lambda s: raw(s, "copy", OFF, big),
    }, [Row("64 MiB payload by shared memory ÷ memcpy and read in one process", "ours", "copy", 0.9, 0.7)])


def requests(name, connections, latency_ms, seconds, rows, spread="constant"):
    stages = [{"kind": "request", "latency_ms": latency_ms, "spread": spread, "bytes": 64}]
    how = {"stages": stages, "payload": 0, "placed": {"interleave-host": 0, "interleave-service": 1}}

    def ours(site):
        entry = run(site, "async", load={"duration_s": seconds, "in_flight": connections}, warmup=connections, **how)
        return [rate(entry), cpu_us(site, entry, "async", in_flight=connections, **how)]

    def bare(site):
        port, prefix = site.serve()
        return sides.numbers(["taskset", "-c", 0, site.bench / "rawclient", port, prefix, connections, latency_ms * 1e6, spread, seconds])

    def by_wrk(site):
        port, prefix = site.serve()
        return wrk(f"http://127.0.0.1:{port}{prefix}/r?ns={int(latency_ms * 1e6)}&bytes=64&v=0", connections, max(1, int(seconds)))

    return Group(name, {"ours": ours, "raw": bare, "wrk": by_wrk}, rows)


def c64():
    return requests("requests-64", 64, 0, 1.5, [
        Row("async, 64 in flight, 0 ms: CPU a request ÷ raw epoll client", "ours.1", "raw.1", 1.3, 1.6, True),
        Row("async, 64 in flight, 0 ms: requests/s ÷ wrk -t1", "ours.0", "wrk", 1.0, 0.8)])


def c1000():
    return requests("requests-1000", 1000, 10, 1.5, [
        Row("async, 1,000 in flight, 10 ms: CPU a request ÷ raw epoll client", "ours.1", "raw.1", 1.3, 1.6, True),
        Row("async, 1,000 in flight, 10 ms: requests/s ÷ wrk -t1", "ours.0", "wrk", 0.95, 0.8)])


def c10000():
    # An experiment draws uniformly from 0 to twice the mean: replies after 0 to 200 ms ask for as many requests a second
    # as those after 50 to 150 ms, and bring them less evenly.
    group = requests("requests-10000", 10000, 100, 2, [
        Row("async, 10,000 connections, replies after 0–200 ms (mean 100): requests/s ÷ raw epoll client", "ours.0", "raw.0", 0.9, 0.7)],
        "uniform")
    del group.sides["wrk"]
    return group


def streams():
    def theirs(site):
        port, prefix = site.serve()
        return python("streams", port, f"{prefix}/r?ns=0&bytes=64&v=0", 64, 1)

    group = c64()
    return Group("asyncio", {"ours": group.sides["ours"], "streams": theirs}, [
        Row("asyncio streams ÷ async, 64 in flight: CPU a request", "streams.1", "ours.1", 4, 3)])


def service():
    def ours(site):
        port, prefix = site.serve()
        return wrk(f"http://127.0.0.1:{port}{prefix}/r?ns=0&bytes=64&v=0", 64, 1)

    def nginx(site):
        port = site.serve_nginx()
        return port and wrk(f"http://127.0.0.1:{port}/r", 64, 1)

    return Group("service", {"ours": ours, "nginx": nginx}, [
        Row("interleave-service ÷ nginx (1 worker, 64-byte file), both under wrk -t1 -c64", "ours", "nginx", 1.2, 1.0)])


def processes():
    def fresh(site, start):
        return rate(run(site, "process-per-task", load={"duration_s": OFF, "in_flight": 2}, warmup=20, start=start))

    return Group("process", {
        "exec": lambda s: fresh(s, "exec"),
        "forkserver": lambda s: fresh(s, "forkserver"),
        "xargs": lambda s: xargs(1500),
        "subprocess": lambda s: python("subprocess", 1000)[0],
    }, [Row("process per task, exec, 2 in flight ÷ xargs -P2 -n1 /bin/true", "exec", "xargs", 1.1, 0.9),
        Row("process per task, forkserver, 2 in flight ÷ xargs -P2 -n1 /bin/true", "forkserver", "xargs", 3, 2),
        Row("process per task, exec ÷ Python subprocess.run of /bin/true, 2 in flight", "exec", "subprocess", 1.5, 1.2)])


def recording():
    def ours(site):
        whole = 1e9 / tasks(site, workers=1, in_flight=16, prefix=("taskset", "-c", "0"))
        return [whole, whole - sides.recording_ns(site)]

    return Group("recording", {"ours": ours}, [
        Row("pool at depth 16 on one core: time of a task ÷ the same less what its recording costs", "ours.0", "ours.1", 1.02, 1.05, True)])


def waits():
    count = 100_000

    def ours(site):
        # Drawn from 0 to 2 s, as an experiment does: the longest wait is, to 20 µs, 2 s, and all begin at once. The
        # first are over while the others are still being begun, which waits of 1 to 2 s would spare the loop.
        entry = run(site, "async", load={"tasks": count, "in_flight": count}, payload=0,
                    stages=[{"kind": "wait", "ms": 1000, "spread": "uniform"}])
        return count / rate(entry) / 2

    return Group("waits", {"ours": ours, "asyncio": lambda s: python("sleeps", count)[0]}, [
        Row("100,000 waits of 0–2 s on the loop, all at once: wall ÷ the longest wait", "ours", "", 1.01, 1.03, True),
        Row("the same ÷ asyncio.sleep", "ours", "asyncio", 0.6, 0.7, True)])


def threads():
    return Group("threads", {
        "ours": lambda s: tasks(s, "threads", workers=2),
        "TPE": lambda s: python("threads", 60000)[0],
    }, [Row("threads, 2 workers, empty tasks ÷ ThreadPoolExecutor.map", "ours", "TPE", 50, 30)])


GROUPS = [tiny, chunk, threads, roundtrip, efficiency, payload, c64, c1000, c10000, streams, service, processes, recording, waits]
