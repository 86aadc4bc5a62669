"""The same bytes, each in a request of its own, to a sink that makes each durable: prints the seconds.

Reads the sizes of the bodies, in bytes, from standard input; the argument is the folder that the sink writes to.
"""

import http.client
import http.server
import os
import sys
import threading
import time


class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = os.path.join(sys.argv[1], self.path.strip("/"))
        with open(path, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def main():
    sizes = [int(size) for size in sys.stdin.read().split()]
    bodies = [os.urandom(size) for size in sizes]
    if os.fork() == 0:
        sink()
    port = wait_for_port()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    begin = time.monotonic()
    for number, body in enumerate(bodies):
        connection.request("POST", f"/{number}", body)
        connection.getresponse().read()
    print(time.monotonic() - begin)
    connection.request("POST", "/stop", b"")


def sink():
    server = http.server.HTTPServer(("127.0.0.1", 0), Sink)
    with open(os.path.join(sys.argv[1], "port.part"), "w") as file:
        file.write(str(server.server_port))
    os.rename(os.path.join(sys.argv[1], "port.part"), os.path.join(sys.argv[1], "port"))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    while not os.path.exists(os.path.join(sys.argv[1], "stop")):
        time.sleep(0.05)
    os._exit(0)


def wait_for_port():
    while True:
        try:
            with open(os.path.join(sys.argv[1], "port")) as file:
                return int(file.read())
        except FileNotFoundError:
            time.sleep(0.01)


main()
