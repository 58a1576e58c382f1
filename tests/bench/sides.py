# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: the engine as a user runs it, and its peers. Each function measures once and returns a number, or
None where the peer is not installed."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else "python3"
EMPTY = [{"kind": "compute", "kernel": "mix", "units": 0}]
PROGRAMS = ("interleave", "interleave-host", "interleave-worker", "interleave-service")


class Site:
    """A private folder with the programs in it, some behind a script that binds them to a core, and what serves."""

    def __init__(self, build):
        self.build = Path(build)
        self.bin = self.build / "bin"
        self.bench = self.build / "bench"
        self.folder = Path(tempfile.mkdtemp(prefix="interleave-bench-"))
        self.servers = []
        self.service_at = None
        self.nginx_port = None
        self.start_cpu = {}

    def close(self):
        for server in self.servers:
            server.terminate()
            server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def programs(self, placed):
        """The folder to start `interleave` from; `placed` says which program runs on which core."""
        name = "bin" + "".join(f"-{program}{core}" for program, core in sorted(placed.items()))
        folder = self.folder / name
        if not folder.is_dir():
            folder.mkdir()
            for program in PROGRAMS:
                if program in placed:
                    script = f"#!/bin/sh\nexec taskset -c {placed[program]} {self.bin / program} \"$@\"\n"
                    (folder / program).write_text(script)
                    (folder / program).chmod(0o755)
                else:
                    shutil.copy2(self.bin / program, folder / program)
        return folder

    def serve(self, core=1):
        """A service of our own for peers: (port, prefix)."""
        if not self.service_at:
            process = subprocess.Popen(
                ["taskset", "-c", str(core), self.bin / "interleave-service", "--port", "0"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.servers.append(process)
            told = json.loads(process.stdout.readline())
            self.service_at = (told["port"], told["prefix"])
        return self.service_at

    def serve_nginx(self, core=1):
        """nginx with one worker and a 64-byte file: its port, or None."""
        if self.nginx_port or not shutil.which("nginx"):
            return self.nginx_port
        root = self.folder / "nginx"
        (root / "www").mkdir(parents=True)
        (root / "www" / "r").write_bytes(b"x" * 64)
        port = 20000 + os.getpid() % 20000
        (root / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {root}/pid; error_log {root}/error.log;\n"
            + ("user root;\n" if os.geteuid() == 0 else "")
            + "events { worker_connections 4096; }\n"
            + f"http {{ access_log off; keepalive_requests 1000000000; sendfile on; tcp_nodelay on;\n"
            + "".join(f"{kind}_temp_path {root}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            + f"server {{ listen 127.0.0.1:{port}; root {root}/www; }} }}\n")
        process = subprocess.Popen(["taskset", "-c", str(core), "nginx", "-p", root, "-c", root / "nginx.conf"],
                                   stderr=(self.folder / "nginx.log").open("w"))
        self.servers.append(process)
        for _ in range(100):  # it says nothing when it is up
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                self.nginx_port = port
                break
            except ConnectionRefusedError:
                if process.poll() is not None:
                    raise SystemExit(f"bench: nginx ended: {(self.folder / 'nginx.log').read_text()}")
                time.sleep(0.1)
        return self.nginx_port


def run(site, model, *, stages=None, load=None, payload=64, warmup=0, placed=None, prefix=(), **settings):
    """One trial of one model through `interleave run`: its entry in result.json. Every task must have come out right."""
    with tempfile.TemporaryDirectory(dir=site.folder) as folder:
        experiment = Path(folder) / "bench.interleave.json"
        experiment.write_text(json.dumps({
            "interleave": 1, "name": "bench", "seed": 7,
            "workload": {"stages": stages or EMPTY, "input_bytes": payload, "output_bytes": min(payload, 64)},
            "models": [{"model": model, **settings}],
            "load": {"mode": "closed", **(load or {"tasks": 1})},
            "goals": {"correct": True}, "repeats": 1, "warmup_tasks": warmup}))
        command = [*prefix, site.programs(placed or {}) / "interleave", "run", experiment, "--out", f"{folder}/out",
                   "--db", f"{folder}/history.db", "--quiet"]
        ended = subprocess.run(command, capture_output=True, text=True)
        try:
            result = json.loads((Path(folder) / "out" / "result.json").read_text())
        except OSError as problem:
            raise SystemExit(f"bench: interleave run ended with {ended.returncode}: {ended.stderr}") from problem
    entry = result["models"][0]
    counts = entry["counts"]
    # Under a load that ends by time, a client that asked at the very end may be left unserved; nothing else may be lost.
    if result["status"] != "completed" or counts["ok"] + counts["not_run"] != counts["planned"]:
        raise SystemExit(f"bench: not every task of {model} came out right: {counts} {ended.stderr}")
    return entry


def rate(entry):
    return entry["throughput_per_s"]["median"]


def cpu_us(site, entry, model, **how):
    """CPU microseconds a task, less those of a trial of one task (start-up, connecting, the result)."""
    key = json.dumps([model, how], sort_keys=True, default=str)
    if key not in site.start_cpu:
        site.start_cpu[key] = sum(run(site, model, load={"tasks": 1, "in_flight": how.pop("in_flight")}, **how)["cpu_s"].values())
    done = entry["counts"]["planned"]
    return (sum(entry["cpu_s"].values()) - site.start_cpu[key]) * 1e6 / done


def numbers(command, **how):
    said = subprocess.run([str(part) for part in command], capture_output=True, text=True, **how)
    if said.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))}: {said.stderr}")
    return [float(word) for word in said.stdout.split()]


def python(*arguments):
    return numbers([PYTHON, HERE / "pypeer.py", *arguments])


def raw(site, *arguments):
    return numbers([site.bench / "rawpeer", *arguments])[0]


def recording_ns(site):
    """CPU time that recording one task costs, timed apart: its eight stamps, row, histograms, bin and span."""
    said = subprocess.run([site.bench / "bench_recording", "--benchmark_filter=stamps|recordTask", "--benchmark_format=csv",
                           "--benchmark_min_time=0.2"], capture_output=True, text=True).stdout
    return sum(float(line.split(",")[3]) for line in said.splitlines() if line.startswith('"'))


def wrk(url, connections, seconds):
    """Requests a second of `wrk` with one thread, or None."""
    if not shutil.which("wrk"):
        return None
    said = subprocess.run(["taskset", "-c", "0", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url],
                          capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if not found:
        raise SystemExit(f"bench: wrk said: {said}")
    return float(found[1])


def xargs(count):
    if not shutil.which("xargs"):
        return None
    begin = time.perf_counter()
    subprocess.run(["xargs", "-P2", "-n1", "/bin/true"], input="\n".join(map(str, range(count))), text=True, check=True)
    return count / (time.perf_counter() - begin)
