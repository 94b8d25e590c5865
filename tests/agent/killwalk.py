#!/usr/bin/python3
"""killwalk: ends the agent at each of its effects in turn; nothing is lost, nothing new twice.

    killwalk.py NDRWATCH FAKE_IMAP KILLER.so [STEP]

Each round: a fresh state with the marks set, six mails (three returned ones, one of them
twice, and two others), an agent that is killed before or after its Nth
effect, then agents that live until all is told. Then on both channels, standard output and a
notifier: every returned mail has been told, and none was told as new twice.
STEP: every how many effects (1); the check of every run takes every second.
"""
import glob, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time

PATIENCE = 20  # seconds for one round; it takes a fifth of one

MAIL = """From: postmaster@example.net
To: you@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{n}@example.net>
Date: Sat, 21 Nov 2026 10:0{n}:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822;pat{n}@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <original-{n}@example.org>
Subject: Lunch

--b--
"""
BOX = [MAIL.format(n=1), "Subject: hello\n\nHow are you?\n", MAIL.format(n=2),
       MAIL.format(n=1), "Subject: again\n\nStill fine?\n", MAIL.format(n=3)]
WANTED = {"pat1@example.net", "pat2@example.net", "pat3@example.net"}


class Notifier(threading.Thread):
    """Shows every notice at once and says so; comes back when the agent does."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.told, self.stop = path, [], False

    def run(self):
        while not self.stop:
            try:
                with socket.socket(socket.AF_UNIX) as link:
                    link.connect(self.path)
                    self.talk(link)
            except OSError:
                time.sleep(0.002)

    def talk(self, link):
        link.sendall(b'{"hello":1,"role":"notifier"}\n{"desktop":"test"}\n')
        for line in link.makefile("rb"):
            if not line.endswith(b"\n"):
                return  # half a line of an agent that died: not a notice
            notice = json.loads(line).get("notice")
            if notice:
                self.told.append((notice["title"], notice["again"]))
                link.sendall(json.dumps({"shown": notice["key"]}).encode() + b"\n")


class World:
    def __init__(self, programs, seed):
        self.root = tempfile.mkdtemp(prefix="killwalk-")
        self.ndrwatch, self.killer = programs[0], programs[2]
        for name in ("box", "home/.config/ndrwatch"):
            os.makedirs(f"{self.root}/{name}")
        if seed:
            shutil.copytree(seed, f"{self.root}/home/.local")
        with open(f"{self.root}/home/.config/ndrwatch/ndrwatch.conf", "w") as out:
            out.write("[account work]\naddress = you@example.org\n"
                      "host = imap.example.org\npassword_command = echo sesame\n")
        self.lines = open(f"{self.root}/lines", "ab")

    def start(self, *arguments, plan=None, count=None):
        env = {"HOME": f"{self.root}/home", "FAKE_BOX": f"{self.root}/box",
               "FAKE_SECRET": "sesame", "PATH": os.environ["PATH"]}
        if plan or count:
            env["LD_PRELOAD"] = self.killer
            env["KILL_AT"] = plan or ""
            env["KILL_COUNT"] = count or ""
        return subprocess.Popen([self.ndrwatch, "run", "--json", *arguments], env=env,
                                stdout=self.lines, stderr=subprocess.DEVNULL)

    def deliver(self):
        for uid, mail in enumerate(BOX, 1):
            with open(f"{self.root}/box/new", "w") as out:
                out.write(mail)
            os.rename(f"{self.root}/box/new", f"{self.root}/box/{uid}.eml")

    def told(self):
        """(recipient, again) of every whole line on standard output."""
        with open(f"{self.root}/lines", "rb") as lines:
            events = [json.loads(l) for l in lines if l.endswith(b"\n")]
        return [(e["recipients"][0]["recipient"], e["again"]) for e in events]

    def close(self):
        self.lines.close()
        shutil.rmtree(self.root)


def bubbles(notifier):
    found = []
    for title, again in notifier.told:
        for who in WANTED:
            if who in title:
                found.append((who, again))
    return found


def complaint(channel, told):
    """What is wrong with what a channel got, or None."""
    lost = WANTED - {who for who, _ in told}
    new = [who for who, again in told if not again]
    twice = {who for who in new if new.count(who) > 1}
    if lost:
        return f"{channel}: lost {sorted(lost)}"
    if twice:
        return f"{channel}: told as new twice {sorted(twice)}"
    return None


def round_(programs, seed, plan=None, count=None):
    """Returns (complaint or None, was the agent killed)."""
    world = World(programs, seed)
    world.deliver()
    notifier = Notifier(f"{world.root}/home/.local/state/ndrwatch/control")
    notifier.start()
    until, starts = time.time() + PATIENCE, 0
    agent = world.start(plan=plan, count=count)
    killed, late = False, True
    while time.time() < until:
        if agent.poll() is not None:  # killed, as planned: begin again
            killed, starts = True, starts + 1
            if starts > 3:
                break
            agent = world.start()
        have_lines = WANTED <= {who for who, _ in world.told()}
        if have_lines and WANTED <= {who for who, _ in bubbles(notifier)}:
            # A plan beyond the last telling is met while it settles, or never.
            time.sleep(0.02)
            if agent.poll() is None:
                late = False
                break
        time.sleep(0.003)
    agent.send_signal(signal.SIGTERM)
    agent.wait()
    # The state it leaves is one from which nothing is told any more.
    last = world.start("--once")
    last.wait()
    notifier.stop = True
    fault = complaint("lines", world.told()) or complaint("bubbles", bubbles(notifier))
    if not fault and late:
        fault = f"not all told within {PATIENCE} s"
    if not fault and last.returncode != 0:
        fault = f"the last run ended with {last.returncode}"
    world.close()
    return fault, killed


def main():
    where = tempfile.mkdtemp(prefix="killwalk-programs-")
    shutil.copy(sys.argv[1], f"{where}/ndrwatch")
    shutil.copy(sys.argv[2], f"{where}/ndrwatch-imap")
    programs = [f"{where}/ndrwatch", f"{where}/ndrwatch-imap", os.path.abspath(sys.argv[3])]
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    first = World(programs, None)
    if first.start("--once").wait() != 0:
        sys.exit("killwalk: the empty mailbox could not be watched")
    seed = f"{first.root}/home/.local"
    fault, _ = round_(programs, seed, count=f"{where}/count")
    if fault:
        sys.exit(f"killwalk: without any kill: {fault}")
    effects = int(open(f"{where}/count").read())
    bad = kills = 0
    for n in range(1, effects + 1, step):
        for when in ("before", "after"):
            fault, killed = round_(programs, seed, plan=f"{when}:{n}")
            kills += killed
            if fault:
                bad += 1
                print(f"{when}:{n}: {fault}", flush=True)
    first.close()
    shutil.rmtree(where)
    print(f"{effects} effects, {kills} kills, {bad} bad")
    if kills < 100:
        sys.exit("killwalk: fewer than 100 kill points: it tests too little")
    sys.exit(bad > 0)


main()
