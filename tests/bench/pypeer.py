# SPDX-License-Identifier: GPL-3.0-or-later
"""CPython peers, each in a process of its own: prints one number, how many a second.

    pypeer.py ppe CHUNK TASKS | pool CHUNK TASKS | threads TASKS | sleeps COUNT | subprocess TASKS | streams PORT PATH CONNECTIONS SECONDS

Payloads are distinct bytes: pickle remembers an object it has seen, and chunks of one object look ten times faster.
Pools are up and warm before the clock starts; results are read one by one, as the engine reads its own.
"""
import asyncio
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool


def echo(payload):
    return payload


def payloads(count):
    whole = os.urandom(64 * count)
    return [whole[i : i + 64] for i in range(0, len(whole), 64)]


def rate(count, run):
    begin = time.perf_counter()
    done = run()
    took = time.perf_counter() - begin
    if done != count:
        sys.exit(f"{done} of {count} tasks came back")
    return count / took


def ppe(chunk, count):
    data = payloads(count)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(echo, data[:1000], chunksize=chunk))
        return rate(count, lambda: sum(1 for _ in pool.map(echo, data, chunksize=chunk)))


def pool(chunk, count):
    data = payloads(count)
    with Pool(2) as workers:
        list(workers.imap_unordered(echo, data[:1000], chunksize=chunk))
        return rate(count, lambda: sum(1 for _ in workers.imap_unordered(echo, data, chunksize=chunk)))


def threads(count):
    data = payloads(count)
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(echo, data[:1000]))
        return rate(count, lambda: sum(1 for _ in workers.map(echo, data)))


def sleeps(count):
    """Wall seconds for `count` sleeps of 0 to 2 s, over those of the longest."""
    async def main():
        random.seed(7)
        times = [random.uniform(0, 2) for _ in range(count)]
        begin = time.perf_counter()
        await asyncio.gather(*(asyncio.sleep(t) for t in times))
        return (time.perf_counter() - begin) / max(times)

    return asyncio.run(main())


def spawn(count):
    """Two in flight, from two threads."""
    left = [count]
    lock = threading.Lock()

    def lane():
        while True:
            with lock:
                if left[0] == 0:
                    return
                left[0] -= 1
            subprocess.run(["/bin/true"], check=True)

    def run():
        lanes = [threading.Thread(target=lane) for _ in range(2)]
        for one in lanes:
            one.start()
        for one in lanes:
            one.join()
        return count

    return rate(count, run)


def streams(port, path, connections, seconds):
    """Requests a second and CPU microseconds a request of asyncio's own streams."""
    async def main():
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        done = 0
        stop = False

        async def client():
            nonlocal done
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while not stop:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                done += 1
            writer.close()

        clients = [asyncio.ensure_future(client()) for _ in range(connections)]
        await asyncio.sleep(0.3)
        before, begin, cpu = done, time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        count, took, cpu = done - before, time.perf_counter() - begin, time.process_time() - cpu
        stop = True
        await asyncio.gather(*clients)
        return count / took, cpu * 1e6 / count

    return asyncio.run(main())


def main(what, *rest):
    if what == "ppe":
        print(ppe(int(rest[0]), int(rest[1])))
    elif what == "pool":
        print(pool(int(rest[0]), int(rest[1])))
    elif what == "threads":
        print(threads(int(rest[0])))
    elif what == "sleeps":
        print(sleeps(int(rest[0])))
    elif what == "subprocess":
        print(spawn(int(rest[0])))
    elif what == "streams":
        print(*streams(int(rest[0]), rest[1], int(rest[2]), float(rest[3])))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
