#!/usr/bin/python3
"""killwalk: ends the agent at each of its effects in turn; nothing is lost, nothing new twice.

    killwalk.py NDRWATCH FAKE_IMAP KILLER.so [STEP]

Each round: a mailbox, an agent that is killed before or after its Nth effect, then agents that
live until all is told. Then on both channels, standard output and a notifier: everything has
been told, none of it as new twice, and nothing else. Three walks: mails that come while we
watch, a few that lay there at the first look, and many that lay there, which are one summary.
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
FEW = {"pat1@example.net", "pat2@example.net", "pat3@example.net"}
MANY = [MAIL.format(n=n) for n in range(1, 8)]
SUMMARY = {"7 mails came back in the last 24 hours"}


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
                self.told.append((notice["title"].split(": ")[-1], notice["again"]))
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

    def deliver(self, box):
        for uid, mail in enumerate(box, 1):
            with open(f"{self.root}/box/new", "w") as out:
                out.write(mail)
            os.rename(f"{self.root}/box/new", f"{self.root}/box/{uid}.eml")

    def told(self):
        """(recipient or summary, again) of every whole line on standard output."""
        with open(f"{self.root}/lines", "rb") as lines:
            events = [json.loads(l) for l in lines if l.endswith(b"\n")]
        return [(e["title"].split(": ")[-1], e["again"]) for e in events]

    def close(self):
        self.lines.close()
        shutil.rmtree(self.root)


def complaint(channel, told, wanted):
    """What is wrong with what a channel got, or None."""
    lost = wanted - {who for who, _ in told}
    other = {who for who, _ in told} - wanted
    new = [who for who, again in told if not again]
    twice = {who for who in new if new.count(who) > 1}
    if lost:
        return f"{channel}: lost {sorted(lost)}"
    if other:
        return f"{channel}: told, too, {sorted(other)}"
    if twice:
        return f"{channel}: told as new twice {sorted(twice)}"
    return None


def round_(programs, walk, plan=None, count=None):
    """Returns (complaint or None, was the agent killed)."""
    seed, box, wanted = walk
    world = World(programs, seed)
    world.deliver(box)
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
        have_lines = wanted <= {who for who, _ in world.told()}
        if have_lines and wanted <= {who for who, _ in notifier.told}:
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
    fault = (complaint("lines", world.told(), wanted) or
             complaint("bubbles", notifier.told, wanted))
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
    bad = 0
    least = 1 << 30
    for name, walk in (("while watching", (seed, BOX, FEW)), ("first look, few", (None, BOX, FEW)),
                       ("first look, many", (None, MANY, SUMMARY))):
        fault, _ = round_(programs, walk, count=f"{where}/count")
        if fault:
            sys.exit(f"killwalk: {name}, without any kill: {fault}")
        effects = int(open(f"{where}/count").read())
        os.unlink(f"{where}/count")
        kills = 0
        for n in range(1, effects + 1, step):
            for when in ("before", "after"):
                fault, killed = round_(programs, walk, plan=f"{when}:{n}")
                kills += killed
                bad += bool(fault)
                if fault:
                    print(f"{name}: {when}:{n}: {fault}", flush=True)
        print(f"{name}: {effects} effects, {kills} kills", flush=True)
        least = min(least, kills)
    first.close()
    shutil.rmtree(where)
    print(f"{bad} bad")
    if least < 100:
        sys.exit("killwalk: fewer than 100 kill points: it tests too little")
    sys.exit(bad > 0)


main()
