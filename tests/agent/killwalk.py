#!/usr/bin/python3
"""killwalk: kills at each effect of the agent in turn; nothing is lost, nothing new twice.

    killwalk.py NDRWATCH FAKE_IMAP KILLER.so [STEP]

Each round: a mailbox, an agent that is killed before or after its Nth effect, then agents that
live until all is told. Then on both channels, standard output and a notifier: everything has
been told, none of it as new twice, and nothing else. Three walks: mails that come while we
watch, a few that lay there at the first look, and many that lay there, which are one summary.
Then the same around every commit of the agent for its helpers and the notifier.
STEP: every how many effects (1): every tenth in each run of the tests, all of them with --all.
"""
import concurrent.futures, json, os, shutil, signal, subprocess, sys, tempfile, time

PATIENCE = 60  # seconds for one round; on an idle machine it takes a fifth of one
NOTIFIER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "killwalk_notifier.py")
AT_ONCE = 4  # rounds side by side: most of one is waiting

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

    def start(self, *arguments, plan=None, count=None, whom=None):
        env = {"HOME": f"{self.root}/home", "FAKE_BOX": f"{self.root}/box",
               "FAKE_SECRET": "sesame", "PATH": os.environ["PATH"]}
        if plan or count:
            env["LD_PRELOAD"] = self.killer
            env["KILL_AT"] = plan or ""
            env["KILL_COUNT"] = count or ""
            env["KILL_DONE"] = f"{self.root}/killed"
            if whom:
                env["KILL_WHOM"] = f"{self.root}/notifier" if whom == "notify" else whom
        return subprocess.Popen([self.ndrwatch, "run", "--json", *arguments], env=env,
                                stdout=self.lines, stderr=subprocess.DEVNULL)

    def deliver(self, box):
        for uid, mail in enumerate(box, 1):
            with open(f"{self.root}/box/new", "w") as out:
                out.write(mail)
            os.rename(f"{self.root}/box/new", f"{self.root}/box/{uid}.eml")

    def start_notifier(self):
        mine = f"{self.root}/notifier"
        if os.path.exists(mine):
            os.unlink(mine)
        notifier = subprocess.Popen([sys.executable, "-I", "-S", NOTIFIER,
                                     f"{self.root}/home/.local/state/ndrwatch/control",
                                     f"{self.root}/bubbles", mine])
        while not os.path.exists(mine) and notifier.poll() is None:
            time.sleep(0.002)
        return notifier

    def told(self, channel):
        """(recipient or summary, again) of every whole line: "lines" or "bubbles"."""
        if not os.path.exists(f"{self.root}/{channel}"):
            return []
        told = []
        with open(f"{self.root}/{channel}", "rb") as lines:
            for line in lines:
                try:
                    event = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    continue  # torn by the kill: nobody could read it, so it is not told
                if event:
                    told.append((event["title"].split(": ")[-1], event["again"]))
        return told

    def killed(self):
        return os.path.exists(f"{self.root}/killed")

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


def round_(programs, walk, plan=None, count=None, whom=None):
    """Returns (complaint or None, was somebody killed)."""
    seed, box, wanted = walk
    world = World(programs, seed)
    world.deliver(box)
    notifier = world.start_notifier()
    until, starts = time.time() + PATIENCE, 0
    agent = world.start(plan=plan, count=count, whom=whom)
    late = True
    while time.time() < until:
        if notifier.poll() is not None:
            notifier = world.start_notifier()
        if agent.poll() is not None:  # killed, as planned: begin again
            starts += 1
            if starts > 3:
                break
            agent = world.start()
        if all(wanted <= {who for who, _ in world.told(channel)}
               for channel in ("lines", "bubbles")):
            # A plan beyond the last telling is met while it settles, or never.
            time.sleep(0.02)
            if agent.poll() is None:
                late = False
                break
        time.sleep(0.01)
    agent.send_signal(signal.SIGTERM)
    agent.wait()
    # The state it leaves is one from which nothing is told any more.
    last = world.start("--once")
    last.wait()
    notifier.kill()
    notifier.wait()
    fault = (complaint("lines", world.told("lines"), wanted) or
             complaint("bubbles", world.told("bubbles"), wanted))
    if not fault and late:
        fault = f"not all told within {PATIENCE} s"
    if not fault and last.returncode != 0:
        fault = f"the last run ended with {last.returncode}"
    killed = world.killed()
    world.close()
    return fault, killed


def walk_along(programs, name, walk, whom, step):
    """Kills `whom` (None: the agent) around every step-th effect. Returns (bad, kills)."""
    with tempfile.NamedTemporaryFile() as counted:
        fault, _ = round_(programs, walk, count=counted.name, whom=whom)
        if fault:
            sys.exit(f"killwalk: {name}, without any kill: {fault}")
        effects = int(counted.read())
    plans = [f"{when}:{n}" for n in range(1, effects + 1, step) for when in ("before", "after")]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        rounds = list(pool.map(lambda plan: round_(programs, walk, plan=plan, whom=whom), plans))
    for plan, (fault, _) in zip(plans, rounds):
        if fault:
            print(f"{name}: {whom or 'the agent'} {plan}: {fault}", flush=True)
    kills = sum(killed for _, killed in rounds)
    print(f"{name}: {whom or 'the agent'}: {effects} places, {kills} kills", flush=True)
    return sum(bool(fault) for fault, _ in rounds), kills


def main():
    where = tempfile.mkdtemp(prefix="killwalk-programs-")
    shutil.copy(sys.argv[1], f"{where}/ndrwatch")
    shutil.copy(sys.argv[2], f"{where}/ndrwatch-imap")
    # LD_PRELOAD cannot name a path with a blank in it, as that of the build folder may be.
    shutil.copy(sys.argv[3], f"{where}/killer.so")
    programs = [f"{where}/ndrwatch", f"{where}/ndrwatch-imap", f"{where}/killer.so"]
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    first = World(programs, None)
    if first.start("--once").wait() != 0:
        sys.exit("killwalk: the empty mailbox could not be watched")
    watching = (f"{first.root}/home/.local", BOX, FEW)
    bad = 0
    often, least = min(step, 3), 200 // step
    for name, walk, whom, every, least in (
            ("while watching", watching, None, step, least),
            ("first look, few", (None, BOX, FEW), None, step, least),
            ("first look, many", (None, MANY, SUMMARY), None, step, least),
            ("while watching", watching, "imap", often, 20),
            ("while watching", watching, "parse", often, 20),
            ("while watching", watching, "notify", often, 20)):
        wrong, kills = walk_along(programs, name, walk, whom, every)
        bad += wrong
        if kills < least:
            sys.exit(f"killwalk: fewer than {least} kills: it tests too little")
    first.close()
    shutil.rmtree(where)
    print(f"{bad} bad")
    sys.exit(bad > 0)


main()
