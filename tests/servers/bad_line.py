"""A line to a server that a test can spoil: a proxy for TCP on loopback, in threads of this process."""
import contextlib
import socket
import struct
import threading
import time

_LINGER = struct.pack("ii", 1, 0)  # A close is a reset.


class BadLine:
    """While the block lasts, what connects to `port` reaches `target_port`.

    `cut_upload(bytes)` and `cut_download(bytes)` reset one connection when so many bytes went by, counted from then on;
    `cuts` counts those. `stall()` stops all bytes until `flow()`; `hold_upload(bytes)` does so when so many bytes went up,
    and sets `held`. `reset_all()` resets all connections there are. `passed` has for "up" and for "down" what went by:
    when, by the monotonic clock, and how many bytes.
    """

    def __init__(self, target_port):
        self.target_port = target_port
        self._lock = threading.Lock()
        self._left = {}
        self._bytes_to_hold = None
        self._flowing = threading.Event()
        self._flowing.set()
        self._closed = False
        self._connections = set()
        self.held = threading.Event()
        self.cuts = 0
        self.passed = {"up": [], "down": []}

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._closed = True
        self._flowing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut_upload(self, count):
        with self._lock:
            self._left["up"] = count

    def cut_download(self, count):
        with self._lock:
            self._left["down"] = count

    def hold_upload(self, count):
        with self._lock:
            self._bytes_to_hold = count

    def reset_all(self):
        with self._lock:
            for connection in self._connections:
                _reset(connection)

    def stall(self):
        self._flowing.clear()

    def flow(self):
        self._flowing.set()

    def _accept(self):
        with contextlib.suppress(OSError):
            while not self._closed:
                client, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.target_port))
        except OSError:
            _reset(client)
            client.close()
            return
        with client, server:
            with self._lock:
                self._connections |= {client, server}
            up = threading.Thread(target=self._pass_on, args=(client, server, "up"), daemon=True)
            up.start()
            self._pass_on(server, client, "down")
            up.join()
            with self._lock:
                self._connections -= {client, server}

    def _pass_on(self, source, sink, way):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if way == "up":
                    self._hold_if_due(len(piece))
                self._flowing.wait()
                if self._is_over(way, len(piece)):
                    _reset(source)
                    _reset(sink)
                    return
                self.passed[way].append((time.monotonic(), len(piece)))
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            if not any(sink.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_LINGER))):  # It is to be reset.
                sink.shutdown(socket.SHUT_WR)

    def _hold_if_due(self, count):
        with self._lock:
            if self._bytes_to_hold is None:
                return
            self._bytes_to_hold -= count
            if self._bytes_to_hold <= 0:
                self._bytes_to_hold = None
                self._flowing.clear()
                self.held.set()

    def _is_over(self, way, count):
        with self._lock:
            if way not in self._left:
                return False
            self._left[way] -= count
            if self._left[way] > 0:
                return False
            del self._left[way]
            self.cuts += 1
            return True


def _reset(connection):
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        connection.shutdown(socket.SHUT_RD)  # Wakes the thread that reads; then both close.
