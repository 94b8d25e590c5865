#!/usr/bin/python3
"""others: texts for others, notes, exports and figures, with a running agent and without.

    others.py NDRWATCH FAKE_IMAP [NAME...]
"""
import email.utils, json, os, sqlite3, stat, subprocess, sys, time

from agent import Link, age, main, read, until

MAIL = """From: postmaster@outlook.com
To: dorothy@outlook.com
Subject: Undeliverable: The Garden Party
Message-ID: <report-{0}@outlook.com>
Date: Sat, 21 Nov 2026 10:0{0}:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message to {1} and anna@charter.net could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.prod.outlook.com
Arrival-Date: Fri, 20 Nov 2026 10:0{0}:00 +0000

Final-Recipient: rfc822;{1}
Action: {2}
Status: {3}
Diagnostic-Code: smtp; {4}
Remote-MTA: dns; mx0.charter.net

--b
Content-Type: message/rfc822

From: Dorothy <dorothy@outlook.com>
To: {1}, anna@charter.net
Cc: secret.friend@example.net
Bcc: hidden@example.net
Subject: The Garden Party
Message-ID: <original-{0}@outlook.com>
Date: {5}

Dear Pat, the password of the shed is sesame.

--b--
"""
REFUSED = ("failed", "5.4.316", "550 5.4.316 Message expired, connection refused")
PROVIDERS = """[provider o]
name = Outlook.com
domains = outlook.com
support = https://o.example/help
[provider c]
name = Charter
domains = charter.net
support = none
"""


def prepare(home):
    home.configure("[account you]\naddress = dorothy@outlook.com\nhost = imap.example.org\n"
                   "password_command = echo sesame\n")
    with open(f"{os.path.dirname(home.conf)}/providers.ini", "w") as out:
        out.write(PROVIDERS)
    home.begin()


SENT = "Fri, 20 Nov 2026 10:00:00 +0000"


def deliver(home, number, recipient="pat@charter.net", what=REFUSED, sent=SENT):
    home.deliver(MAIL.format(number, recipient, *what, sent))


def both_ways(home, check):
    """Without an agent, and beside a running one."""
    home.once()
    check()
    agent = home.start()
    home.watching()
    check()
    home.stop(agent)


def good(done):
    assert done.returncode == 0, done
    return done


def texts(home):
    prepare(home)
    deliver(home, 1)

    def check():
        phone = good(home.run("text", "latest", "recipient", "--form", "phone"))
        assert len(phone.stdout) < 302 and "pat@charter.net" in phone.stdout, phone
        paper = good(home.run("text", "1", "recipient", "--form=paper"))
        assert "SAY THIS" in paper.stdout and max(map(len, paper.stdout.splitlines())) <= 42, paper
        mine = good(home.run("text", "b-000001", "provider"))
        assert "Open https://o.example/help yourself" in mine.stderr, mine
        assert "password" in mine.stderr and "2026-11-21 10:01 UTC" in mine.stdout, mine
        theirs = good(home.run("text", "1", "their-provider"))
        assert "no help desk" in theirs.stderr and "mx0.charter.net" in theirs.stdout, theirs
        forum = good(home.run("text", "1", "forum"))
        for secret in ("@", "dorothy", "Garden", "original-1"):
            assert secret not in forum.stdout, forum
        whole = json.loads(good(home.run("text", "1", "forum", "--json")).stdout)
        assert whole["text"] == forum.stdout and whole["for"] == "forum", whole
        for said in (phone, paper, mine, theirs, forum):
            assert "anna@" not in said.stdout and "sesame" not in said.stdout, said
        page = good(home.run("show", "1")).stdout
        assert "ndrwatch text b-000001 recipient" in page, page
    both_ways(home, check)


def wrong_words(home):
    prepare(home)
    for words, code in ((["text"], 64), (["text", "1"], 64), (["note", "1"], 64),
                        (["text", "1", "forum"], 66), (["note", "1", "solved"], 66)):
        done = home.run(*words)
        assert done.returncode == code and "hint:" in done.stderr, done
    deliver(home, 1)
    home.once()
    for words, code in ((["text", "1", "boss"], 64), (["text", "1", "forum", "--form", "verse"], 64),
                        (["text", "1", "forum", "--form"], 64), (["note", "1", "angry"], 64),
                        (["text", "9", "forum"], 66), (["note", "9", "solved"], 66),
                        (["text", "1", "forum", "more"], 64)):
        done = home.run(*words)
        assert done.returncode == code and "hint:" in done.stderr, done
    for name in ("text", "note", "report", "export", "stats"):
        done = good(home.run(name, "--help"))
        assert max(map(len, done.stdout.splitlines())) <= 80, done


def a_late_mail_troubles_no_help_desk(home):
    prepare(home)
    deliver(home, 1, what=("delayed", "4.4.7", "450 4.4.7 still trying"))

    def check():
        for to in ("provider", "their-provider", "forum"):
            done = home.run("text", "1", to)
            assert done.returncode == 75 and "still being tried" in done.stderr, done
        assert "need not do anything" in good(home.run("text", "1", "recipient")).stdout
    both_ways(home, check)


def an_office_asks_its_own(home):
    prepare(home)
    with open(home.conf, "a") as out:
        out.write("kind = office\nadmin = it@outlook.com\n")
    deliver(home, 1)

    def check():
        done = good(home.run("text", "1", "provider"))
        assert "your IT (it@outlook.com)" in done.stderr and "o.example" not in done.stderr, done
    both_ways(home, check)


def what_only_a_person_knows(home):
    prepare(home)
    deliver(home, 1)
    home.once()
    known = ("does arrive there", "another account does")

    def said():
        return [word in home.run("text", "1", "provider").stdout for word in known]
    assert said() == [False, False]
    done = good(home.run("note", "1", "others-get-through"))
    assert done.stdout == "Noted of b-000001: others-get-through.\n", done
    assert said() == [True, False]
    agent = home.start()
    home.watching()
    assert said() == [True, False]
    good(home.run("note", "latest", "other-account-works"))
    good(home.run("note", "latest", "other-account-works"))
    good(home.run("note", "1", "phoned"))
    assert said() == [True, True]
    assert '"handled":false' in home.run("show", "1", "--json").stdout
    whole = json.loads(good(home.run("note", "1", "solved", "--json")).stdout)
    assert whole["withdraw"] == ["b-000001"], whole
    assert '"handled":true' in home.run("show", "1", "--json").stdout
    assert home.run("list", "--pending").stdout.count("b-0") == 0
    home.stop(agent)
    db = sqlite3.connect(f"{home.state}/journal.db")
    notes = [row[0] for row in db.execute("SELECT what FROM notes ORDER BY id")]
    assert notes == ["others-get-through", "other-account-works", "phoned", "solved"], notes
    db.close()


def a_note_is_of_the_whole_case(home):
    prepare(home)
    deliver(home, 1)
    deliver(home, 2)
    home.once()
    good(home.run("note", "1", "others-get-through"))
    assert "does arrive there" in good(home.run("text", "2", "provider")).stdout
    assert json.loads(home.run("note", "2", "solved", "--json").stdout)["withdraw"] == ["b-000002", "b-000001"]
    assert "b-0" not in home.run("list", "--pending").stdout


def who_has_handled_one_has_handled_the_case(home):
    prepare(home)
    deliver(home, 1)
    deliver(home, 2)
    agent = home.start()
    home.watching()
    until("both are here", lambda: "b-000002" in home.run("list", "--pending").stdout)
    done = good(home.run("handled", "2"))
    assert "b-000002 and what came before of it are marked as handled." in done.stdout, done
    assert "b-0" not in home.run("list", "--pending").stdout
    deliver(home, 3)  # news again, of the same trouble
    until("the third is here", lambda: "b-000003" in home.run("list", "--pending").stdout)
    assert "b-000002" not in home.run("list", "--pending").stdout
    home.stop(agent)


def a_crowd_is_exported_whole(home):
    """Many recipients, each with a long answer, and a large mail: more than a megabyte in one line of the socket."""
    prepare(home)
    head, status, rest = MAIL.format(1, "p0@charter.net", *REFUSED, SENT).partition("Final-Recipient")
    status += rest.partition("\n\n")[0]
    long = "550 5.4.316 " + "Message expired, connection refused at the door " * 12
    blocks = [status.replace("p0@", f"p{i}@").replace(REFUSED[2], long) for i in range(115)]
    rest = rest.partition("\n\n")[2].replace("sesame.", "sesame.\n" + "It opens to the left.\n" * 7000)
    home.deliver(head + "\n\n".join(blocks) + "\n\n" + rest)
    times = iter("ab")

    def check():
        folder = f"{home.state}/export-{next(times)}"
        # Sanitized, and on a busy machine, the answer may need more than the two seconds that a command waits.
        until("an export", lambda: home.run("export", "1", "--full", "-o", folder).returncode == 0)
        assert len(json.loads(read(f"{folder}/b-000001.json"))["recipients"]) == 115
        size = {file.rpartition(".")[2]: os.path.getsize(f"{folder}/{file}") for file in os.listdir(folder)}
        assert size["json"] + size["txt"] + 2 * size["eml"] > 1 << 20, size
    both_ways(home, check)


def a_typing_error_is_nothing_for_a_forum(home):
    prepare(home)
    deliver(home, 1, what=("failed", "5.1.1", "550 5.1.1 User unknown"))
    home.once()
    done = home.run("text", "1", "forum")
    assert done.returncode == 69 and "nobody there can mend this" in done.stderr, done


def what_is_solved_has_no_bubble(home):
    prepare(home)
    agent = home.start()
    home.watching()
    link = Link(home, "notifier")
    link.say(desktop="mock")
    deliver(home, 1)
    key = link.hear()["notice"]["key"]
    link.say(shown=key)
    good(home.run("note", "latest", "solved"))
    heard = link.hear()
    assert heard == {"withdraw": key}, heard
    link.close()
    home.stop(agent)


def our_own_providers_are_found(home):
    """As built, beside the program: nothing is installed."""
    prepare(home)
    os.remove(f"{os.path.dirname(home.conf)}/providers.ini")
    deliver(home, 1)
    home.once()
    assert "on its own web page" in good(home.run("text", "1", "provider")).stderr
    done = subprocess.run([sys.argv[1], "text", "1", "provider"], env=home.env, text=True,
                          capture_output=True, timeout=30)
    assert "Open https://support.microsoft.com/contactus yourself" in done.stderr, done
    with open(f"{os.path.dirname(home.conf)}/providers.ini", "w") as out:
        out.write("[provider o]\nname = O\ndomains =\nsupport = tel:+15550100\n")
    done = good(home.run("text", "1", "provider"))
    assert "providers.ini:4: not fit" in done.stderr and "passed over" in done.stderr, done


def export(home):
    prepare(home)
    deliver(home, 1)

    def check():
        folder = f"{home.root}/evidence-{len(os.listdir(home.root))}"
        done = good(home.run("export", "1", "-o", folder))
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700, oct(os.stat(folder).st_mode)
        names = sorted(os.listdir(folder))
        assert names == ["b-000001.eml", "b-000001.html", "b-000001.json", "b-000001.txt"], names
        for name in names:
            assert stat.S_IMODE(os.stat(f"{folder}/{name}").st_mode) == 0o600, name
            text = read(f"{folder}/{name}")
            for secret in ("anna", "secret.friend", "hidden@", "sesame", "Dear Pat"):
                assert secret not in text, (name, secret, text)
            assert "pat@charter.net" in text, (name, text)
        report = read(f"{folder}/b-000001.eml")
        assert "Diagnostic-Code: smtp; 550 5.4.316" in report and "(another recipient)" in report, report
        assert "Message-ID: <original-1@outlook.com>" in report, report
        facts = json.loads(read(f"{folder}/b-000001.json"))
        assert facts["id"] == "b-000001" and len(facts["recipients"]) == 1, facts
        before = {name: read(f"{folder}/{name}") for name in names}
        done = home.run("export", "1", "-o", folder, "--full")
        assert done.returncode == 73 and "nothing is written over" in done.stderr, done
        assert {name: read(f"{folder}/{name}") for name in os.listdir(folder)} == before
        os.remove(f"{folder}/b-000001.eml")
        os.remove(f"{folder}/b-000001.html")
        os.remove(f"{folder}/b-000001.txt")
        done = home.run("export", "1", "-o", folder)
        assert done.returncode == 73 and os.listdir(folder) == ["b-000001.json"], done
        full = f"{folder}/full"
        good(home.run("export", "1", "--full", "-o", full))
        assert read(f"{full}/b-000001.eml") == MAIL.format(1, "pat@charter.net", *REFUSED, SENT)
        done = home.run("export", "1", "-o", f"{home.root}/none/none")
        assert done.returncode == 73 and "hint:" in done.stderr, done
        assert home.run("export", "1").returncode == 64
    both_ways(home, check)


def one_of_several(home):
    prepare(home)
    more = "\n\nFinal-Recipient: rfc822;sam@gmail.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown"
    home.deliver(MAIL.format(1, "pat@charter.net", *REFUSED, SENT).replace("\nRemote-MTA: dns; mx0.charter.net", more))

    def check():
        for to, other in (("pat@charter.net", "sam@"), ("SAM@gmail.com", "pat@")):
            done = good(home.run("text", "1", "recipient", "--to", to))
            assert to.lower() in done.stdout and other not in done.stdout, done
            folder = f"{home.root}/one-{len(os.listdir(home.root))}"
            good(home.run("export", "1", "--to", to, "-o", folder))
            for name in os.listdir(folder):
                text = read(f"{folder}/{name}")
                assert to.lower() in text and other not in text, (name, text)
        done = home.run("text", "1", "recipient", "--to", "eve@example.net")
        assert done.returncode == 66 and "no such recipient" in done.stderr, done
    both_ways(home, check)


def page(home):
    """One file, for the owner alone, over none that is there."""
    prepare(home)
    deliver(home, 1)
    deliver(home, 2)

    def check():
        path = f"{home.root}/page-{len(os.listdir(home.root))}.html"
        assert good(home.run("report", "1", "-o", path)).stdout == f"{path}\n"
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600, oct(os.stat(path).st_mode)
        html = read(path)
        assert html.startswith("<!DOCTYPE html>") and html.endswith("</html>\n"), html
        assert "<h1>Your mail to pat@charter.net did not arrive</h1>" in html, html
        assert "Delivery Watch</b> · <bdi>dorothy@outlook.com</bdi>" in html, html
        assert "2 came back in 14 days from charter.net" in html, html
        assert "To say or text to pat@charter.net" in html and "For Outlook.com" in html, html
        assert "https://o.example/help" in html and "b-000001" in html, html
        assert "The Garden Party" in html and "without what your mail said" in html, html
        for secret in ("sesame", "Dear Pat", "hidden@", "secret.friend"):
            assert secret not in html, secret
        assert good(home.run("report", "1", "-o", "-")).stdout[:15] == "<!DOCTYPE html>"
        done = home.run("report", "2", "-o", path)
        assert done.returncode == 73 and "nothing is written over" in done.stderr, done
        assert read(path) == html
        full = f"{path}.full"
        good(home.run("report", "1", "--full", "-o", full))
        assert "sesame" in read(full) and "The report, as received" in read(full)
        done = home.run("report", "1", "-o", f"{home.root}/none/none.html")
        assert done.returncode == 73 and "hint:" in done.stderr, done
        assert home.run("report", "1", "-o", home.root).returncode == 73
        assert home.run("report", "1", "-o", f"{home.root}/").returncode == 64
        assert home.run("report", "1").returncode == 64
        assert home.run("report", "9", "-o", full).returncode == 66
    both_ways(home, check)


def what_is_not_yours_is_not_passed_on(home):
    """Found to be backscatter, an account in other hands, a lie: as verdict.h keeps it."""
    prepare(home)
    for verdict in (2, 3, 4):
        deliver(home, verdict)
    home.once()
    db = sqlite3.connect(f"{home.state}/journal.db")
    for event, verdict in ((1, 2), (2, 3), (3, 4)):
        facts = json.loads(db.execute("SELECT facts FROM event WHERE id = ?", (event,)).fetchone()[0])
        facts.pop("judged", None)
        facts["judged"] = [verdict, 0, 0, 0, 0, 0, 0]
        db.execute("UPDATE event SET facts = ? WHERE id = ?",
                   (json.dumps(facts, separators=(",", ":")), event))
    db.commit()
    db.close()

    def check():
        for event in ("1", "2", "3"):
            for to in ("recipient", "provider", "their-provider", "forum"):
                done = home.run("text", event, to)
                assert done.returncode == 69 and "not about a mail of yours" in done.stderr, done
            done = home.run("export", event, "-o", f"{home.root}/none")
            assert done.returncode == 69 and not os.path.exists(f"{home.root}/none"), done
            assert "ndrwatch text" not in good(home.run("show", event)).stdout
            html = good(home.run("report", event, "-o", "-")).stdout
            assert "Words to pass on" not in html and "Send again?" not in html, html
            assert ("pat@charter.net" in html) == (event != "3"), html
    both_ways(home, check)


def figures(home):
    prepare(home)
    assert good(home.run("stats")).stdout == "No mail has come back for good so far.\n"
    for number in (1, 2):
        deliver(home, number)
    unknown = ("failed", "5.1.1", "550 5.1.1 user unknown")
    yesterday = email.utils.formatdate(time.time() - 86400)
    deliver(home, 3, "jhon@gmail.com", unknown)
    age(home, 3, 5)
    deliver(home, 4, "jhon@gmail.com", unknown, yesterday)
    for number in (6, 7):  # two at once are no second try
        deliver(home, number, "sam@gmail.com", unknown)
    deliver(home, 5, "eve@example.net", ("delayed", "4.4.7", "450 still trying"))

    def check():
        figures = json.loads(good(home.run("stats", "--json")).stdout)
        counted = {}
        for row in figures["weeks"]:
            where = (row["domain"], row["cause"])
            counted[where] = counted.get(where, 0) + row["mails"]
        assert counted == {("charter.net", "connection_refused"): 2,
                           ("gmail.com", "no_such_user"): 4}, figures
        assert {row["recipient"] for row in figures["dead"]} == {"jhon@gmail.com"}, figures
        lines = good(home.run("stats")).stdout.splitlines()
        assert lines[0].startswith("Week of 20") and lines[1].split() == ["Mails", "Domain", "Why"], lines
        assert any(line.split()[:2] == ["2", "charter.net"] and line.endswith(".") and "_" not in line for line in lines), lines
        assert max(map(len, lines[:4])) <= 80 and "jhon@gmail.com: 2 mails" in "\n".join(lines), lines
    both_ways(home, check)


CHECKS = [texts, wrong_words, a_late_mail_troubles_no_help_desk, an_office_asks_its_own,
          what_only_a_person_knows, a_note_is_of_the_whole_case, who_has_handled_one_has_handled_the_case,
          a_crowd_is_exported_whole, a_typing_error_is_nothing_for_a_forum, what_is_solved_has_no_bubble,
          our_own_providers_are_found, export, one_of_several, page, what_is_not_yours_is_not_passed_on, figures]

if __name__ == "__main__":
    main(CHECKS)
