"""Many clients at once against a server on this machine, over kept connections."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: (method, path, body, headers) of the next request of one client.
Request = tuple[str, str, bytes, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: seconds of each answer, sorted, and of the whole."""

    latencies: tuple[float, ...]
    seconds: float
    refused: int

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def at(self, share: float) -> float:
        """The latency that this share of the answers did not exceed."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def drive(
    port: int, clients: Sequence[Callable[[int], Request]], each: int, wanted: int = 200
) -> Load:
    """Every client asks ``each`` times in a row, all clients at once.

    Answers of another status than ``wanted`` are counted as refused. The clients' own
    processor time is part of what a small machine can do; it is the same for all.
    """
    gate = threading.Barrier(len(clients) + 1)
    taken: list[list[float]] = [[] for _ in clients]
    refused = [0] * len(clients)

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        gate.wait()
        for turn in range(each):
            started = time.perf_counter()
            method, path, body, headers = clients[number](turn)
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            taken[number].append(time.perf_counter() - started)
            refused[number] += response.status != wanted
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(clients))]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return Load(tuple(sorted(t for one in taken for t in one)), seconds, sum(refused))
