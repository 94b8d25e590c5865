#!/usr/bin/python3
"""service: what the agent tells systemd (sd_notify(3)), heard on a socket of this test's own.

    service.py NDRWATCH
"""
import os, signal, socket, subprocess, sys, tempfile

PATIENCE = 30  # seconds: sanitizers on a busy machine are slow


def run(folder, **watchdog):
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.settimeout(PATIENCE)
    heard.bind(folder + "/notify")
    home = folder + "/home"
    os.makedirs(home, exist_ok=True)
    with open(home + "/c.conf", "w") as file:
        file.write("[account you]\naddress = you@example.org\nhost = 127.0.0.1\nport = 9\npassword_file = nothing\n")
    os.chmod(home + "/c.conf", 0o600)
    environment = {**os.environ, "HOME": home, "XDG_STATE_HOME": home + "/state", "NOTIFY_SOCKET": folder + "/notify", **watchdog}
    agent = subprocess.Popen([sys.argv[1], "run", "--config", home + "/c.conf"], env=environment,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return heard, agent


def until(heard, line, passed=()):
    """The lines up to that one; none of `passed` may be among them."""
    lines = []
    while True:
        lines += heard.recv(4096).decode().splitlines()
        for other in passed:
            assert not any(l.startswith(other) for l in lines), f"{other} came before {line}: {lines}"
        if any(l.startswith(line) for l in lines):
            return lines


def whole(folder):
    heard, agent = run(folder, WATCHDOG_USEC="200000")
    try:
        until(heard, "READY=1", passed=["WATCHDOG=1", "STOPPING=1"])
        for _ in range(3):  # it goes on by itself: nothing else happens here
            until(heard, "WATCHDOG=1")
        agent.send_signal(signal.SIGHUP)
        said = until(heard, "RELOADING=1", passed=["READY=1"])
        assert any(l.startswith("MONOTONIC_USEC=") and l[15:].isdigit() for l in said), said
        until(heard, "READY=1")
        agent.terminate()
        until(heard, "STOPPING=1")
        assert agent.wait(PATIENCE) == 0
    finally:
        agent.kill()
        agent.wait()
        heard.close()


def not_asked(folder):
    """A limit that is another process's, and none: nobody wakes for it."""
    for watchdog in {"WATCHDOG_USEC": "2000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "none"}:
        heard, agent = run(folder, **watchdog)
        try:
            until(heard, "READY=1")
            agent.send_signal(signal.SIGHUP)
            until(heard, "RELOADING=1", passed=["WATCHDOG"])
            agent.terminate()
            until(heard, "STOPPING=1", passed=["WATCHDOG"])
            assert agent.wait(PATIENCE) == 0
        finally:
            agent.kill()
            agent.wait()
            heard.close()
            os.unlink(folder + "/notify")


print("1..2")
for number, check in enumerate((whole, not_asked), 1):
    with tempfile.TemporaryDirectory(prefix="ndrwatch-service-") as folder:
        check(folder)
    print(f"ok {number} {check.__name__}", flush=True)
