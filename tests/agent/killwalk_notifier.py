"""killwalk_notifier: a notifier for killwalk.py: writes down every notice, then says that it is shown; comes back when the
agent does. A program of its own, since it is killed, and with few imports, since it is started hundreds of times.

    killwalk_notifier.py SOCKET TOLD MINE    MINE gets its process id
"""
import json
import os
import socket
import sys
import time

path, told, mine = sys.argv[1:]
with open(mine + ".new", "w") as out:
    out.write(f"{os.getpid()}\n")
os.rename(mine + ".new", mine)
out = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
while True:
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(path)
            link.sendall(b'{"hello":1,"role":"notifier"}\n{"desktop":"test"}\n')
            for line in link.makefile("rb"):
                if not line.endswith(b"\n"):
                    break  # half a line of an agent that died: not a notice
                notice = json.loads(line).get("notice")
                if notice:
                    os.write(out, json.dumps(notice).encode() + b"\n")
                    link.sendall(json.dumps({"shown": notice["key"]}).encode() + b"\n")
    except OSError:
        time.sleep(0.002)
