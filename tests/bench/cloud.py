#!/usr/bin/env python3
"""Step Functions of `apoyo up` beside moto's, in one run on one machine: the same client, the same requests.

    python3 tests/bench/cloud.py --apoyo target/release/apoyo [--seconds 10] [--open 10000] [--clients 4] [--moto PYTHON] [--most 600]

For each server: StartExecution of a machine of ten Pass states by so many clients for so many seconds, until all executions
have ended: starts a second, and state transitions a second. Then, for apoyo: so many executions that wait are open, the server is
killed with SIGKILL and started again: the time until it serves, and how many go on. Memory (VmRSS) of both servers before and
after. Prints one JSON line a figure. The comparison needs a Python with moto[server,stepfunctions]==5.1.0: it
copies a machine with all that hangs on it at each start, and a lock of an execution cannot be copied; so there each execution has
a machine of its own, made before the time begins, and 5.2.1 cannot even start a second machine.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from itertools import islice, repeat
from pathlib import Path

STATES = 10
ROLE = "arn:aws:iam::000000000000:role/bench"
PASSES = json.dumps({"StartAt": "P0", "States": {
    f"P{n}": {"Type": "Pass", **({"Next": f"P{n + 1}"} if n + 1 < STATES else {"End": True})} for n in range(STATES)}})
WAIT = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}})


class Client:
    """A connection that is kept, and requests signed as an SDK signs them."""

    def __init__(self, port):
        self.host, self.connection = f"127.0.0.1:{port}", http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, operation, **params):
        body = json.dumps(params).encode()
        now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        scope = f"{now[:8]}/us-east-1/states/aws4_request"
        target = f"AWSStepFunctions.{operation}"
        names = "content-type;host;x-amz-date;x-amz-target"
        canonical = "\n".join(["POST", "/", "", "content-type:application/x-amz-json-1.0", f"host:{self.host}",
                               f"x-amz-date:{now}", f"x-amz-target:{target}", "", names, hashlib.sha256(body).hexdigest()])
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = b"AWS4apoyo-secret"
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        self.connection.request("POST", "/", body, {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Date": now, "X-Amz-Target": target, "Host": self.host,
            "Authorization": f"AWS4-HMAC-SHA256 Credential=apoyo/{scope}, SignedHeaders={names}, Signature={signature}"})
        answer = self.connection.getresponse()
        reply = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{operation}: {answer.status} {reply[:300]}")
        return json.loads(reply or b"{}")


def starts(port, machines, until, place, done):
    """One client's starts of these machines, one after the other; how many."""
    client, count = Client(port), 0
    try:
        for machine in machines:
            if time.time() >= until:
                break
            client.call("StartExecution", stateMachineArn=machine, name=f"e{place}-{count}", input="{}")
            count += 1
    finally:
        done.put(count)


def memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return round(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024, 1)


def running(client, machine):
    count, token = 0, {}
    while True:
        page = client.call("ListExecutions", stateMachineArn=machine, statusFilter="RUNNING", maxResults=1000, **token)
        count += len(page["executions"])
        if not page.get("nextToken"):
            return count
        token = {"nextToken": page["nextToken"]}


def machine_of_passes(client, name):
    return client.call("CreateStateMachine", name=name, definition=PASSES, roleArn=ROLE)["stateMachineArn"]


def throughput(name, process, port, options, machines):
    """`machines`: for each client those that it starts, one after the other."""
    client = Client(port)
    at_rest, done = memory_mb(process), multiprocessing.Queue()
    began = time.time()
    clients = [multiprocessing.Process(target=starts, args=(port, each, began + options.seconds, place, done))
               for place, each in enumerate(machines)]
    for each in clients:
        each.start()
    count = sum(done.get() for _ in clients)
    started = time.time() - began
    for machine in {machine for each in machines for machine in islice(each, options.most)}:
        while running(client, machine):
            time.sleep(0.05)
    ended = time.time() - began
    print(json.dumps({"server": name, "executions": count, "starts_per_s": round(count / started, 1),
                      "transitions_per_s": round(count * STATES / ended, 1), "memory_at_rest_mb": at_rest,
                      "memory_after_mb": memory_mb(process)}), flush=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def apoyo(program, data, port):
    """The server, once it serves, and how long that took."""
    began = time.time()
    process = subprocess.Popen([program, "up", "--data", data, "--port", str(port)], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if line.startswith("aws "):
            return process, time.time() - began
    sys.exit("apoyo did not start")


def moto(python, port):
    process = subprocess.Popen([python, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", "/moto-api/config", json.dumps({"stepfunctions": {"execute_state_machine": True}}),
                               {"Content-Type": "application/json"})
            connection.getresponse().read()
            return process
        except OSError:
            time.sleep(0.1)
    sys.exit("moto did not start")


def recovery(program, data, port, process, options):
    client = Client(port)
    machine = client.call("CreateStateMachine", name="waits", definition=WAIT, roleArn=ROLE)["stateMachineArn"]
    for count in range(options.open):
        client.call("StartExecution", stateMachineArn=machine, name=f"w{count}", input='{"photo": "DJI_0001.jpg"}')
    before = memory_mb(process)
    process.kill()
    process.wait()
    process, took = apoyo(program, data, port)
    print(json.dumps({"server": "apoyo", "open_executions": options.open, "serves_again_after_s": round(took, 2),
                      "running_after": running(Client(port), machine), "memory_before_mb": before,
                      "memory_after_mb": memory_mb(process)}), flush=True)
    process.send_signal(signal.SIGTERM)
    process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--apoyo", required=True)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--most", type=int, default=600, help="most executions of moto")
    parser.add_argument("--moto", default=sys.executable, help="the Python that has moto")
    options = parser.parse_args()
    os.environ.setdefault("NO_PROXY", "127.0.0.1")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process, took = apoyo(options.apoyo, f"{folder}/data", port)
        print(json.dumps({"server": "apoyo", "first_start_s": round(took, 2), "memory_mb": memory_mb(process)}), flush=True)
        passes = machine_of_passes(Client(port), "passes")
        throughput("apoyo, each event on disk", process, port, options, [repeat(passes)] * options.clients)
        recovery(options.apoyo, f"{folder}/data", port, process, options)
    port = free_port()
    process = moto(options.moto, port)
    try:
        client, share = Client(port), options.most // options.clients
        throughput("moto, in memory", process, port, options, [
            [machine_of_passes(client, f"passes{place}-{count}") for count in range(share)]
            for place in range(options.clients)])
    finally:
        process.kill()


if __name__ == "__main__":
    main()
