#!/usr/bin/python3
"""agent: the whole program against a stand-in for ndrwatch-imap.

    agent.py NDRWATCH FAKE_IMAP [NAME...]

Every check has a home of its own. It leaves nothing behind.
"""
import concurrent.futures, contextlib, fcntl, glob, json, os, resource, shutil, signal, socket, sqlite3
import subprocess, sys, tempfile, time, traceback

AT_ONCE = 4  # checks: most of one is waiting
PATIENCE = 30  # seconds: sanitizers on a busy machine are slow
MAIL = """From: postmaster@example.net
To: you@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{0}@example.net>
Date: Sat, 21 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822;pat{0}@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
"""
ACCOUNT = "[account {0}]\naddress = {0}@example.org\nhost = imap.example.org\n"


def until(what, claim, pause=0.01):
    end = time.time() + PATIENCE
    while time.time() < end:
        got = claim()
        if got:
            return got
        time.sleep(pause)
    raise AssertionError(f"in vain waited for: {what}")


class Link:
    """A client of the control socket."""

    def __init__(self, home, role):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(home.control)
        self.file = self.socket.makefile("rb")
        self.say(hello=1, role=role)
        assert self.hear()["hello"] == 1

    def say(self, **line):
        self.socket.sendall(json.dumps(line).encode() + b"\n")

    def hear(self):
        line = self.file.readline()
        return json.loads(line) if line else None

    def close(self):
        self.file.close()
        self.socket.close()


class Home:
    def __init__(self, programs):
        self.root = tempfile.mkdtemp(prefix="agent-")
        self.bin, self.box = f"{self.root}/bin", f"{self.root}/box"
        self.conf = f"{self.root}/.config/ndrwatch/ndrwatch.conf"
        self.state = f"{self.root}/.local/state/ndrwatch"
        self.control = f"{self.state}/control"
        for path in (self.bin, self.box, os.path.dirname(self.conf)):
            os.makedirs(path)
        for path, name in zip(programs, ("ndrwatch", "ndrwatch-imap")):
            os.link(path, f"{self.bin}/{name}")
        self.env = {"HOME": self.root, "PATH": os.environ["PATH"], "TZ": "UTC",
                    "FAKE_BOX": self.box, "FAKE_SECRET": "sesame",
                    "FAKE_LOG": f"{self.root}/frames", "LC_ALL": "C.UTF-8"}
        self.configure(ACCOUNT.format("you") + "password_command = echo sesame\n")
        self.uid, self.agents = 0, []

    def configure(self, text):
        with open(self.conf, "w") as out:
            out.write(text)

    def deliver(self, text):
        self.uid += 1
        with open(f"{self.box}/new", "w") as out:
            out.write(text)
        os.rename(f"{self.box}/new", f"{self.box}/{self.uid}.eml")

    def run(self, *words, **env):
        done = subprocess.run([f"{self.bin}/ndrwatch", *words], text=True,
                              env={**self.env, **env}, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, capture_output=True)
        assert "Sanitizer" not in done.stderr, done.stderr
        return done

    def once(self):
        return self.run("run", "--once")

    def begin(self):
        """The first look at the empty mailbox."""
        done = self.once()
        assert done.returncode == 0 and done.stdout == "", done

    def start(self, *words):
        """An agent in the background: its standard output and error go to files."""
        number = len(self.agents)
        out = open(f"{self.root}/out{number}", "wb")
        err = open(f"{self.root}/err{number}", "wb")
        agent = subprocess.Popen([f"{self.bin}/ndrwatch", "run", *words], env=self.env,
                                 stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        agent.out, agent.err = out.name, err.name
        self.agents.append(agent)
        until("the control socket", lambda: self.answers())
        return agent

    def answers(self):
        try:
            Link(self, "cli").close()
            return True
        except OSError:
            return False

    def cause(self):
        """Of the latest."""
        shown = json.loads(self.run("show", "latest", "--json").stdout)
        return shown["recipients"][0]["cause"]

    def watching(self):
        until("watching", lambda: "Watching since" in self.run("status").stdout)

    def stop(self, agent):
        agent.send_signal(signal.SIGTERM)
        code = agent.wait(PATIENCE)
        text = read(agent.err)
        assert "Sanitizer" not in text, text
        return code

    def parser(self, agent):
        """The pid of `ndrwatch parse`."""
        for path in glob.glob("/proc/[0-9]*/stat"):
            with contextlib.suppress(OSError):
                stat = read(path).rsplit(")", 1)[1].split()
                if int(stat[1]) == agent.pid and stat[0] != "Z":
                    pid = int(path.split("/")[2])
                    if b"parse" in open(f"/proc/{pid}/cmdline", "rb").read():
                        return pid
        return None

    def close(self):
        for agent in self.agents:
            if agent.poll() is None:
                agent.kill()
                agent.wait()
        shutil.rmtree(self.root)


def read(path, mode="r"):
    with open(path, mode, errors=None if "b" in mode else "replace") as file:
        return file.read()


# ---- the checks -------------------------------------------------------------------------

def no_configuration(home):
    os.unlink(home.conf)
    done = home.run("run")
    assert done.returncode == 78, done
    assert home.conf in done.stderr and "[account work]" in done.stderr, done.stderr


def every_fault_at_once(home):
    home.configure("x\n[account a]\nport = y\npassword = hunter2\n")
    done = home.run("run")
    assert done.returncode == 78, done
    for place in ("1:1", "2:1", "3:8", "4:1"):
        assert f"{home.conf}:{place}: " in done.stderr, done.stderr
    assert "hunter2" not in done.stderr and "password_file" in done.stderr, done.stderr
    done = home.run("run", "--config", f"{home.root}/none.conf")
    assert done.returncode == 78 and "none.conf" in done.stderr, done


def no_home(home):
    done = home.run("run", HOME="")
    assert done.returncode == 78 and "HOME is not set" in done.stderr, done
    done = home.run("list", HOME="")
    assert done.returncode == 78 and "HOME is not set" in done.stderr, done


def wrong_words(home):
    done = home.run("show")
    assert "Give its name" in done.stderr, done
    for words in (["run", "--fast"], ["show"], ["list", "x"], ["handled", "1", "2"]):
        done = home.run(*words)
        assert done.returncode == 64 and "hint:" in done.stderr, done
    for name in ("run", "list", "show", "handled", "status"):
        done = home.run(name, "--help")
        assert done.returncode == 0 and done.stdout.count("\n") < 24, done
        assert max(map(len, done.stdout.splitlines())) <= 80, done
        assert "--json" in done.stdout, done


def age(home, uid, days):
    """Makes a delivered mail so many days older."""
    then = time.time() - days * 86400
    os.utime(f"{home.box}/{uid}.eml", (then, then))


def a_few_from_before_are_told_each(home):
    for number in range(6):
        home.deliver(MAIL.format(number))
        age(home, number + 1, 13)
    age(home, 1, 15)  # too long before our watch
    told = home.once().stdout
    assert "pat0@" not in told, told
    assert all(told.count(f": pat{number}@") == 1 for number in range(1, 6)), told
    assert home.run("list", "--pending").stdout.count("pending") == 5
    assert home.once().stdout == ""


def many_from_before_are_told_as_one(home):
    for number in range(1, 13):
        home.deliver(MAIL.format(number))
        age(home, number, number / 2 - 0.1)  # six whole days become seven a second later
    done = home.once()
    assert "12 mails came back in the last 6 days\n" in done.stdout, done
    assert "ndrwatch list" in done.stdout and "pat" not in done.stdout, done
    assert home.run("list", "--pending").stdout.count("pending") == 12
    assert home.once().stdout == ""
    agent = home.start()
    link = Link(home, "notifier")
    notice = link.hear()["notice"]
    assert notice["key"] == "summary" and not notice["again"], notice
    link.say(shown="summary")
    home.deliver(MAIL.format(13))
    assert link.hear()["notice"]["key"] == "b-000013"
    link.close()
    home.stop(agent)


def a_summary_as_json(home):
    for number in range(1, 7):
        home.deliver(MAIL.format(number))
    line = json.loads(home.run("run", "--once", "--json").stdout)
    assert line["summary"] == 6 and line["again"] is False, line
    assert line["title"] == "6 mails came back in the last 24 hours", line


def once_tells_and_ends(home):
    home.deliver(MAIL.format(0))
    age(home, 1, 15)  # too long before our watch
    home.begin()
    for text in (MAIL.format(1), "Subject: hello\n\nhi\n", MAIL.format(2), MAIL.format(1)):
        home.deliver(text)
    done = home.once()
    assert done.returncode == 0, done
    assert done.stdout.count(": pat1@") == 1 and done.stdout.count(": pat2@") == 1, done
    assert "pat0" not in done.stdout
    assert home.once().stdout == ""
    frames = read(f"{home.root}/frames")
    assert frames.count("taken 0 4") >= 1, frames
    assert oct(os.stat(home.state).st_mode)[-3:] == "700"
    assert oct(os.stat(f"{home.state}/journal.db").st_mode)[-3:] == "600"


def a_question_is_not_told(home):
    """A filter that asks its sender for a confirmation has returned nothing."""
    home.begin()
    here = os.path.dirname(os.path.abspath(__file__))
    home.deliver(read(f"{here}/explain/challenge.eml"))
    home.deliver(MAIL.format(1))
    done = home.once()
    assert done.returncode == 0 and done.stdout.count(": pat1@") == 1, done
    assert "kim@" not in done.stdout and "kim@" not in home.run("list").stdout, done


def your_own_provider_is_that_of_the_account(home):
    """Only your own provider's word that your account is blocked is believed."""
    refused = MAIL.format(1).replace("550 5.1.1 no such user", "550 5.1.8 bad outbound sender")
    refused = refused.replace("Action:", "Remote-MTA: dns; smtp.example.org\nAction:")
    home.begin()
    home.deliver(refused)
    home.once()
    assert home.cause() == "account_blocked", home.cause()
    home.configure(ACCOUNT.replace("@example.org", "@example.com").format("you") +
                   "password_command = echo sesame\n")
    home.deliver(refused.replace("report-1", "report-2"))
    home.once()
    assert home.cause() == "provider_block", home.cause()


def commands_agree_with_and_without_an_agent(home):
    assert home.run("list").stdout == "No mail has come back so far.\n"
    assert home.run("show", "latest").returncode == 66
    home.begin()
    home.deliver(MAIL.format(1))
    home.deliver(MAIL.format(2))
    home.once()
    alone = [home.run("list"), home.run("list", "--json"), home.run("show", "1"),
             home.run("show", "latest", "--json")]
    assert home.run("status").returncode == 69
    status = json.loads(home.run("status", "--json").stdout)
    assert not status["running"] and status["accounts"][0]["state"] == "off", status
    agent = home.start()
    beside = [home.run("list"), home.run("list", "--json"), home.run("show", "1"),
              home.run("show", "latest", "--json")]
    for one, two in zip(alone, beside):
        assert (one.returncode, one.stdout) == (0, two.stdout), (one, two)
    first = json.loads(alone[3].stdout)
    assert first["id"] == "b-000002" and first["account"] == "you", first
    assert first["handled"] is False and first["kind"] == "failed", first
    assert home.run("show", "b-99").returncode == 66
    assert home.run("handled", "2").returncode == 0
    assert "b-000002" not in home.run("list", "--pending").stdout
    home.watching()
    status = json.loads(home.run("status", "--json").stdout)
    assert status["pending"] == 1 and status["running"], status
    assert status["accounts"][0]["state"] == "watching", status
    home.stop(agent)
    assert home.run("handled", "latest", "--json").returncode == 0
    assert home.run("handled", "b-000001").returncode == 0
    assert home.run("list", "--pending").stdout == "Nothing waits for you.\n"


def standard_output_that_takes_nothing(home):
    """A sentence and 74; and never is the journal opened as descriptor 1."""
    home.begin()
    home.deliver(MAIL.format(1))
    home.once()
    for command in ("list", "show latest", "status", "handled 1", "--help", "list --help",
                    "explain --help", "--version"):
        for away in (">/dev/full", ">&-"):
            ends = subprocess.run(["bash", "-c", f"{home.bin}/ndrwatch {command} {away}"],
                                  env=home.env, capture_output=True, timeout=PATIENCE)
            assert ends.returncode == 74, (command, away, ends)
            assert b"cannot write to standard output" in ends.stderr, ends
    assert read(f"{home.state}/lock") == ""


def wrong_password(home):
    home.env["FAKE_SECRET"] = "other"
    assert home.once().returncode == 75
    agent = home.start()
    until("refused", lambda: "Waiting for you since" in home.run("status").stdout)
    home.stop(agent)


def trouble_is_told_once(home):
    """A refused password is a bubble at once, again after no restart, and taken back when the account is watched."""
    right, home.env["FAKE_SECRET"] = home.env["FAKE_SECRET"], "other"
    agent = home.start()
    link = Link(home, "notifier")
    notice = link.hear()["notice"]
    assert notice["title"].endswith(" is not watched") and "Waiting for you" in notice["body"], notice
    assert notice["key"].startswith("account:") and notice["urgency"] == "critical" and not notice["again"], notice
    link.close()  # before it has shown it
    link = Link(home, "notifier")
    again = link.hear()["notice"]
    assert again["key"] == notice["key"] and again["again"], again
    link.say(shown=notice["key"])
    home.stop(agent)
    agent = home.start()
    link = Link(home, "notifier")
    until("refused", lambda: "Waiting for you since" in home.run("status").stdout)
    home.deliver(MAIL.format(1))
    home.stop(agent)
    home.env["FAKE_SECRET"] = right
    agent = home.start()
    link = Link(home, "notifier")
    heard = [link.hear(), link.hear()]
    assert {"withdraw": notice["key"]} in heard, heard
    assert [one["notice"]["key"] for one in heard if "notice" in one] == ["b-000001"], heard
    link.close()
    home.stop(agent)


def bad_certificate(home):
    home.env["FAKE_STATE"] = f"{home.root}/says"
    with open(f"{home.root}/says", "w") as out:
        out.write("3 5 imap.example.org shows a certificate for other.example")
    agent = home.start()
    until("the certificate", lambda: "certificate for other.example" in
          home.run("status").stdout)
    assert "Certificate refused since" in home.run("status").stdout
    home.stop(agent)


def a_command_that_fails(home):
    for command, words in (("exit 3", "exit code 3"), ("true", "printed nothing"),
                           ("kill -9 $$", "signal 9"),
                           ("echo no key >&2; exit 2", "exit code 2: \"no key\""),
                           ("printf '\\033[1msesame\\n'", "a control character"),
                           ("head -c 100000 /dev/zero | tr '\\0' x", "")):
        home.configure(ACCOUNT.format("you") + f"password_command = {command}\n")
        done = home.once()
        assert done.returncode == 75 and words in done.stderr, (command, done)


def a_slow_command_blocks_nobody(home):
    home.configure(ACCOUNT.format("you") + f"password_command = until test -e {home.root}/go; do "
                   "sleep 0.05; done; echo it is slow >&2; echo sesame\n")
    agent = home.start()
    assert home.run("status").returncode == 0
    open(f"{home.root}/go", "w").close()
    home.watching()
    home.stop(agent)
    assert "it is slow" not in read(agent.err)  # it may be anything, a secret too


def secrets_stay_secret(home):
    agent = home.start()
    home.watching()
    for pid in (agent.pid, home.parser(agent)):
        for name in ("cmdline", "environ"):
            text = open(f"/proc/{pid}/{name}", "rb").read()
            text = text.replace(b"FAKE_SECRET=sesame", b"")
            assert b"sesame" not in text
    home.stop(agent)
    assert "sesame" not in read(agent.err)
    for path in glob.glob(f"{home.state}/*"):
        with contextlib.suppress(OSError):
            assert b"sesame" not in open(path, "rb").read(), path


def password_files(home):
    path = f"{home.root}/.config/ndrwatch/secret"
    home.configure(ACCOUNT.format("you") + "password_file = secret\n")
    done = home.once()
    assert done.returncode == 75 and "No such file" in done.stderr, done
    os.mkfifo(path)
    assert "not an ordinary file" in home.once().stderr
    os.unlink(path)
    with open(path, "w") as out:
        out.write("sesame\r\nanything\n")
    os.chmod(path, 0o644)
    done = home.once()
    assert done.returncode == 75 and "chmod 600" in done.stderr, done
    os.chmod(path, 0o600)
    os.rename(path, path + ".real")
    os.symlink(path + ".real", path)
    done = home.once()
    assert done.returncode == 75 and "symbolic link" in done.stderr, done
    os.rename(path + ".real", path)
    done = home.once()
    assert done.returncode == 0 and "chmod" not in done.stderr, done


def two_agents(home):
    agent = home.start()
    home.watching()
    done = home.run("run")
    assert done.returncode == 75 and "running already" in done.stderr, done
    assert home.once().returncode == 0
    until("a scan", lambda: "scan 0" in read(f"{home.root}/frames"))
    home.stop(agent)


def a_lock_without_an_answer(home):
    home.begin()
    with open(f"{home.state}/lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begun = time.time()
        done = home.run("list")
        assert done.returncode == 75 and "does not answer" in done.stderr, done
        assert 1.5 < time.time() - begun < 8


def bubbles(home):
    home.begin()
    home.deliver(MAIL.format(1))
    home.once()
    agent = home.start()
    first = Link(home, "notifier")
    notice = first.hear()["notice"]
    assert notice["key"] == "b-000001" and not notice["again"], notice
    assert "pat1@example.net" in notice["title"] and notice["urgency"] == "normal"
    second = Link(home, "notifier")  # the newest tells; what was not shown comes again
    assert first.hear() == {"replaced": True} and first.hear() is None
    notice = second.hear()["notice"]
    assert notice["key"] == "b-000001" and notice["again"], notice
    second.say(failed="b-000001", why="no server")
    second.close()
    third = Link(home, "notifier")
    assert third.hear()["notice"]["again"]
    third.say(shown="b-000001")
    third.say(action="explain", key="b-000001")
    steps = third.hear()["notice"]
    assert steps["key"] == "b-000001" and steps["body"].startswith("1. "), steps
    assert steps["body"].endswith("\nThe text to copy: ndrwatch show b-000001"), steps
    third.say(closed="b-000001", reason=2)
    until("seen", lambda: json.loads(home.run("show", "1", "--json").stdout)["seen"])
    assert not json.loads(home.run("show", "1", "--json").stdout)["handled"]
    home.deliver(MAIL.format(2))
    assert third.hear()["notice"]["key"] == "b-000002"
    third.say(shown="b-000002")
    third.say(desktop="Plasma")
    until("its name", lambda: "shown by Plasma" in home.run("status").stdout)
    assert home.run("handled", "2").returncode == 0
    assert third.hear() == {"withdraw": "b-000002"}
    third.say(action="handled", key="b-000001")
    assert third.hear() == {"withdraw": "b-000001"}
    assert home.run("list", "--pending").stdout == "Nothing waits for you.\n"
    third.close()
    fourth = Link(home, "notifier")
    fourth.say(desktop="")
    home.deliver(MAIL.format(3))
    assert fourth.hear()["notice"]["key"] == "b-000003"  # and nothing of the settled ones
    fourth.say(failed="b-000003", why="no server")
    fourth.say(desktop="dunst")  # now there is one
    notice = fourth.hear()["notice"]
    assert notice["key"] == "b-000003" and not notice["again"], notice
    fourth.say(failed="b-000003", why="busy")
    fourth.say(shown="b-000003")  # it has tried again by itself
    fourth.close()
    home.deliver(MAIL.format(4))
    fifth = Link(home, "notifier")
    assert fifth.hear() == {"withdraw": "b-000003"}  # one list of both wrong addresses
    assert fifth.hear()["notice"]["key"] == "b-000004"
    fifth.close()
    home.stop(agent)


# The same mail, first delayed, then failed.
THREAD = MAIL.replace("--b--", """--b
Content-Type: text/rfc822-headers

From: you@example.org
To: pat{0}@example.net
Message-ID: <lunch-{0}@example.org>
Date: Sat, 21 Nov 2026 09:00:00 +0000

--b--""")
DELAY = THREAD.replace("report-", "delay-").replace("Action: failed", "Action: delayed").replace(
    "5.1.1", "4.4.1").replace("no such user", "connection timed out")


def a_problem_is_one_line(home):
    home.begin()
    for n in range(3):
        home.deliver(MAIL.format(1).replace("report-1@", f"report-1-{n}@"))
    home.once()
    listed = home.run("list").stdout.splitlines()
    assert len(listed) == 1 and "b-000003" in listed[0] and "3 times since" in listed[0], listed
    assert len(home.run("list", "--json").stdout.splitlines()) == 3
    past = json.loads(home.run("show", "3", "--json").stdout)["past"]
    assert past["case"] == "c-000001" and past["case_count"] == 3, past
    assert "H14" in [finding["rule"] for finding in past["findings"]], past
    assert "3 times in 7 days. (measured here)" in home.run("show", "3", COLUMNS="100").stdout


def a_delay_and_its_failure_are_one_bubble(home):
    home.begin()
    agent = home.start()
    link = Link(home, "notifier")
    home.deliver(DELAY.format(1))
    notice = link.hear()["notice"]
    assert notice["key"] == "b-000001" and notice["urgency"] == "low", notice
    link.say(shown="b-000001")
    home.deliver(THREAD.format(1))
    assert link.hear() == {"withdraw": "b-000001"}
    notice = link.hear()["notice"]
    assert notice["key"] == "b-000002" and notice["title"].startswith("Not delivered"), notice
    link.close()
    home.stop(agent)


def a_delay_closes_quietly(home):
    home.begin()
    home.deliver(DELAY.format(1))
    home.once()
    assert "over" not in home.run("list").stdout
    journal = sqlite3.connect(f"{home.state}/journal.db")
    assert journal.execute("UPDATE cases SET due = 1 WHERE due > 1").rowcount == 1
    journal.commit()
    journal.close()
    agent = home.start()  # its time has come while nobody ran
    until("its end", lambda: "c-000001 is over (closed)" in read(agent.err))
    link = Link(home, "notifier")
    assert "probably delivered" in home.run("list").stdout
    assert "Probably delivered: no failure came" in home.run("show", "1", COLUMNS="100").stdout
    home.deliver(MAIL.format(2))
    assert link.hear()["notice"]["key"] == "b-000002"  # and nothing of what is over
    link.close()
    home.stop(agent)


def many_at_once_are_one(home):
    home.begin()
    for n in range(6):
        home.deliver(MAIL.format(n))
    assert home.once().returncode == 0
    agent = home.start()
    link = Link(home, "notifier")
    notice = link.hear()["notice"]
    assert notice["key"] == "summary" and notice["title"].startswith("6 "), notice
    link.say(shown="summary")
    home.deliver(MAIL.format(7))
    assert link.hear()["notice"]["key"] == "b-000007"
    link.close()
    home.stop(agent)


def a_mail_that_kills_the_parser(home):
    home.begin()
    agent = home.start("--json")
    home.watching()
    children = f"/proc/{agent.pid}/task/{agent.pid}/children"
    first = until("a parser", lambda: home.parser(agent))
    others = {int(pid) for pid in read(children).split()} - {first}
    stopped = []

    def freeze():  # a parser that hangs, three times: the deadline ends each
        for pid in {int(pid) for pid in read(children).split()} - others - set(stopped):
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
        return len(stopped) >= 4

    freeze()
    home.deliver(MAIL.format(1))
    home.deliver(MAIL.format(2))
    # Without a pause: a new parser gets the mail at once, and must not answer first.
    until("three", freeze, pause=0)
    os.kill(stopped[-1], signal.SIGCONT)
    until("both told", lambda: read(agent.out).count("\n") == 2)
    one, two = map(json.loads, read(agent.out).splitlines())
    assert one["readable"] is False and "could not read" in one["title"], one
    assert two["recipients"][0]["recipient"] == "pat2@example.net", two
    shown = home.run("show", "1")
    assert shown.returncode == 0 and "could not read" in shown.stdout, shown
    assert "could not read" in home.run("list").stdout
    home.stop(agent)


def a_helper_that_dies(home):
    home.begin()
    agent = home.start()
    home.watching()
    for n in range(1, 3):
        subprocess.run(["pkill", "-9", "-P", str(agent.pid), "ndrwatch-imap"], check=True)
        home.deliver(MAIL.format(n))
        until("told", lambda: f"pat{n}@" in read(agent.out))
    home.stop(agent)
    assert "ndrwatch-imap was ended by signal 9" in read(agent.err)


def a_full_disk(home):
    home.begin()
    agent = home.start()
    home.watching()
    os.remove(f"{home.root}/frames")
    limit = ["prlimit", f"--pid={agent.pid}"]
    subprocess.run([*limit, "--fsize=0:unlimited"], check=True)
    home.deliver(MAIL.format(1))
    # Its own log is a file, too: what it says is asked for.
    until("stuck", lambda: "nothing is lost" in home.run("status").stdout)
    with contextlib.suppress(OSError):
        assert "taken" not in read(f"{home.root}/frames")
    assert read(agent.out) == ""
    subprocess.run([*limit, "--fsize=unlimited:unlimited"], check=True)
    until("told", lambda: "pat1@" in read(agent.out))
    assert "nothing is lost" not in home.run("status").stdout
    home.stop(agent)


def a_damaged_journal(home):
    home.begin()
    home.deliver(MAIL.format(1))
    assert home.once().returncode == 0
    with open(f"{home.state}/journal.db", "r+b") as file:
        file.write(b"\xa5" * 8192)
    done = home.once()
    assert done.returncode == 0 and "damaged" in done.stderr, done
    assert glob.glob(f"{home.state}/journal.db.corrupt-*")
    assert "pat1@" in done.stdout, done  # once more, rather than never


def a_journal_of_a_newer_ndrwatch(home):
    home.begin()
    with contextlib.closing(sqlite3.connect(f"{home.state}/journal.db")) as db:
        db.execute("PRAGMA user_version = 99")
    before = read(f"{home.state}/journal.db", "rb")
    for done in (home.once(), home.run("list"), home.run("handled", "latest")):
        assert done.returncode == 65 and done.stdout == "", done
        assert "newer ndrwatch" in done.stderr and "hint: update" in done.stderr, done
        assert f"{home.state}/journal.db" in done.stderr, done
    assert read(f"{home.state}/journal.db", "rb") == before  # it is not ours to write


def a_journal_that_another_program_has(home):
    home.begin()
    home.deliver(MAIL.format(1))
    with contextlib.closing(sqlite3.connect(f"{home.state}/journal.db")) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        for done in (home.once(), home.run("list")):
            assert done.returncode == 75 and done.stdout == "", done
            assert "another program has it open" in done.stderr, done
            assert f"{home.state}/journal.db" in done.stderr, done
    assert "pat1@" in home.once().stdout  # nothing was lost by it


def a_spoilt_byte_in_the_facts(home):
    """No check of the file can see it: the others are told and listed all the same."""
    home.begin()
    home.deliver(MAIL.format(1))
    home.deliver(MAIL.format(2))
    home.once()
    with contextlib.closing(sqlite3.connect(f"{home.state}/journal.db")) as db, db:
        db.execute("UPDATE event SET facts = replace(facts, '{', '[') WHERE id = 1")
        db.execute("UPDATE outbox SET state = 'queued'")
    told = home.once()
    assert told.returncode == 0 and "pat2@" in told.stdout, told
    assert "could not read" in told.stdout, told
    listed = home.run("list")
    assert listed.returncode == 0 and "pat2@" in listed.stdout, listed


def a_new_uidvalidity(home):
    home.begin()
    home.deliver(MAIL.format(1))
    assert "pat1@" in home.once().stdout
    with open(f"{home.box}/uidvalidity", "w") as out:
        out.write("8")
    home.deliver(MAIL.format(2))
    told = home.once().stdout
    assert ": pat1@" not in told and ": pat2@" in told, told


def a_reload(home):
    agent = home.start()
    home.watching()
    home.configure("nonsense\n")
    agent.send_signal(signal.SIGHUP)
    until("its complaint", lambda: "the old one stays" in read(agent.err))
    assert home.run("status").returncode == 0
    good = ACCOUNT.format("you") + "password_command = echo sesame\n"
    home.configure(good + ACCOUNT.format("second") + "password_command = echo sesame\n")
    agent.send_signal(signal.SIGHUP)
    until("both", lambda: home.run("status").stdout.count("Watching since") == 2)
    home.stop(agent)


def nonsense_on_the_socket(home):
    agent = home.start()
    for bytes_ in (b"\n", b"{}\n", b"[1]\n", b"\xff\xfe\n", b'{"hello":1,"role":"x"}\n',
                   b"[" * 100000 + b"\n", b"x" * (1 << 20) + b"x\n", b"half a line",
                   b'{"hello":1,"role":"cli"}\n{"ask":7}\n{"ask":"show"}\n',
                   b'{"hello":1,"role":"cli"}\n{"ask":"show","id":"\\u0000"}\n',
                   b'{"hello":1,"role":"notifier"}\n{"shown":3}\n{"action":"explain"}\n'
                   b'{"failed":"b-1"}\n{"closed":"b-1","reason":2}\n{"desktop":[]}\n'):
        with socket.socket(socket.AF_UNIX) as link, contextlib.suppress(OSError):
            link.connect(home.control)
            link.sendall(bytes_)
            link.settimeout(0.1)
            link.recv(100)
    crowd = []
    for _ in range(40):  # more than there are places
        link = socket.socket(socket.AF_UNIX)
        link.connect(home.control)
        crowd.append(link)
    for link in crowd:
        link.close()
    until("an answer", lambda: home.run("status").returncode == 0)
    assert home.stop(agent) == 0


def nobody_reads_the_lines(home):
    home.begin()
    home.deliver(MAIL.format(1))
    command = f"{home.bin}/ndrwatch run --once | true"
    subprocess.run(["bash", "-c", f"sleep 0.2 | {command}"], env=home.env,
                   stderr=subprocess.DEVNULL, timeout=PATIENCE)
    # Whether or not the pipe broke first, it has been told or is told now.
    ends = subprocess.run(["bash", "-c", f"{home.bin}/ndrwatch run --once >/dev/full"],
                          env=home.env, stderr=subprocess.DEVNULL, timeout=PATIENCE)
    assert ends.returncode in (0, 74), ends
    home.deliver(MAIL.format(2))
    ends = subprocess.run(["bash", "-c", f"{home.bin}/ndrwatch run --once >/dev/full"],
                          env=home.env, stderr=subprocess.DEVNULL, timeout=PATIENCE)
    assert ends.returncode == 74, ends
    assert "pat2@" in home.once().stdout


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__code__", None)
          and value.__code__.co_varnames[:1] == ("home",) and value.__module__ == __name__
          and value.__code__.co_argcount == 1]


def outcome(programs, check):
    """What went wrong, or nothing."""
    home = Home(programs)
    try:
        check(home)
        return ""
    except Exception:
        return traceback.format_exc() + "".join(read(agent.err) for agent in home.agents)
    finally:
        home.close()


def main(every):
    where = tempfile.mkdtemp(prefix="agent-programs-")
    programs = [f"{where}/ndrwatch", f"{where}/ndrwatch-imap"]
    for path, copy in zip(sys.argv[1:3], programs):
        shutil.copy(path, copy)
    checks = [c for c in every if not sys.argv[3:] or c.__name__ in sys.argv[3:]]
    print(f"1..{len(checks)}", flush=True)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = pool.map(lambda check: outcome(programs, check), checks)
        for number, (check, fault) in enumerate(zip(checks, outcomes), 1):
            print(f"{'not ' * bool(fault)}ok {number} - {check.__name__}", flush=True)
            sys.stderr.write(fault)
    shutil.rmtree(where)


if __name__ == "__main__":
    main(CHECKS)
