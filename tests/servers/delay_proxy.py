"""A line to a server on loopback with the delay that it may have in the world. For lines that break, see bad_line.py; for measurements, bench/delay_line.cpp."""
import asyncio
import contextlib
import threading

import servers


class Line:
    """A context manager. Connections to `port` go on to the server's; each byte takes `delay` seconds, each way."""

    def __init__(self, target, delay):
        self.target, self.delay = target, delay
        self.port = servers.free_ports(1)

    def __enter__(self):
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        if not ready.wait(20):
            raise RuntimeError("the line does not come up")
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def run(self, ready):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        with contextlib.suppress(Exception):
            self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _serve(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer), return_exceptions=True)

    async def _pump(self, reader, writer):
        queue = asyncio.Queue(1024)
        receiving = asyncio.create_task(self._receive(reader, queue))
        try:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0.0, due - self.loop.time()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.close()
        except OSError:
            pass
        finally:
            receiving.cancel()

    async def _receive(self, reader, queue):
        while True:
            try:
                data = await reader.read(1 << 18)
            except OSError:
                data = b""
            await queue.put((self.loop.time() + self.delay, data))
            if not data:
                return
