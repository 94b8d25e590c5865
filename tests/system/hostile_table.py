"""hostile_table: what a hostile mail server does, one row each, and what must come of it.

The names are those of the list of attacks that the project was begun with; whose story each is, its row says. Where one
ends in /headers it is done while the headers are fetched, else while the whole mail is.
"""
import dataclasses
import typing

# Product seconds, as in imap/stream.h and imap/watch.h.
GREET, TLS, COMMAND, RENEW, DONE = 30, 15, 60, 540, 15
LITERALS = 1  # MiB
MOST = 16  # MiB
LONG = 32 << 20  # bytes: more than any limit of ours
EARLY = ('accept', 'tls', 'greet', 'STARTTLS')  # before a login


@dataclasses.dataclass
class Row:
    name: str
    step: str  # of hostile_server
    act: typing.Callable
    wait: int = 0  # product seconds that the act may last
    says: str = ''  # in the log and in `ndrwatch status`
    slowly: str = ''  # or this, where the machine is too slow to take all of a flood before the deadline
    first: bool = True  # the mail that was there is told as well: no answer of the act said that there is none
    memory: int = MOST  # MiB above an honest server's
    starttls: bool = False
    certificate: str = 'good'
    fault: str = ''  # as in `ndrwatch status --json`, where it lasts long enough to be seen


def say(*texts):
    """Says it, and is honest from then on; {tag} is the tag."""
    return lambda talk, tag: [talk.say(text.replace(b'{tag}', (tag or '').encode())) for text in texts]


def then(*acts):
    return lambda talk, tag: [act(talk, tag) for act in acts]


def flood(chunk, total=None):
    return lambda talk, _: talk.flood(chunk, total)


def drip(text):
    return lambda talk, _: talk.drip(text)


def hang(talk, _):
    talk.hang()


def close(talk, _):
    talk.close()


def opened(before=b'', **numbers):
    def act(talk, tag):
        talk.say(before)
        talk.server.opened(talk, tag, **numbers)
    return act


def renumbered(talk, tag):
    talk.server.uidvalidity += 1
    talk.server.opened(talk, tag)


def done(*texts):
    """An answer to a command that ends as it should."""
    return say(*texts, b'{tag} OK done\r\n')


def fetched(*texts):
    return done(*(b'* 1 FETCH (UID 1 ' + text + b'\r\n' for text in texts))


def arrives(talk, _):
    """The mail that comes after the act comes now."""
    talk.server.finish()
    talk.told = 2


def terminated(talk, tag):
    talk.ended = True
    talk.say(tag + ' OK idle terminated\r\n')


def leave_idle(talk, tag):
    if talk.line() == 'DONE':
        talk.say(tag + ' OK done\r\n')


def stripped(talk, _):
    talk.say('* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] ready\r\n')
    tag = talk.line().partition(' ')[0]
    talk.say(tag + ' BAD unknown command\r\n')
    talk.hang()


HELLO = b'* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n'
NOT_SAFE = 'does not switch to a safe connection'
PUT_IN = 'said more than it was asked before'
NO_END = 'a line without end'
TOO_MUCH = 'far more than was asked for'
TOO_LARGE = 'it sent more than was asked for'
NOT_IMAP = 'not IMAP'
UNREADABLE = 'in a form that cannot be read'
NO_NUMBERS = 'does not number its mails'
SILENT = 'stopped answering'
CLOSED = 'closed the connection'
ANSI = b'\x1b]0;pwn\x07\x1b[2J\xe2\x80\xaegnihsihp <a href="http://evil.example">x</a>\x00 end'


def tls_rows():
    for name, words in (('wronghost', 'lantern.example.net'), ('expired', 'expired on 2021'), ('notyet', 'only from 2039'),
                        ('selfsigned', 'self-signed'), ('clientauth', ''), ('nulhost', 'not for')):
        yield Row('tls_' + name, 'tls', None, says=words, certificate=name, fault='untrusted')
    yield Row('tls_stall', 'tls', hang, TLS, says=SILENT)
    yield Row('tls_none', 'accept', then(say(b'* OK ready\r\n'), hang), says='does not speak TLS')
    yield Row('tls_garbage', 'accept', flood(bytes(range(255, -1, -1))), says='No password was sent')


def greet_rows():
    yield Row('greet_none', 'greet', hang, GREET, says=SILENT)
    yield Row('greet_drip', 'greet', drip(b'* OK ' + b'x' * 3000), GREET, says=SILENT)
    yield Row('greet_endless_line', 'greet', then(say(b'* OK '), flood(b'A')), says=NO_END)
    yield Row('greet_flood', 'greet', flood(b'* OK hello\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('greet_bye', 'greet', then(say(b'* BYE too many connections\r\n'), close), says='too many connections')
    yield Row('greet_binary', 'greet', then(say(bytes(range(256)) * 256 + b'\r\n'), close), says=NOT_IMAP)
    yield Row('greet_smtp', 'greet', then(say(b'220 mx ESMTP\r\n'), hang), says=NOT_IMAP)
    yield Row('greet_preauth', 'greet', then(say(b'* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi\r\n'), hang), says='without asking')
    yield Row('greet_alert_ansi', 'greet', say(b'* OK [ALERT] ' + ANSI + b'\r\n'))
    yield Row('greet_bye_ansi', 'greet', then(say(b'* BYE [ALERT] ' + ANSI + b'\r\n'), close), says='ended the session')
    yield Row('greet_permflags', 'greet', say(b'* OK [PERMANENTFLAGS (%)] hi\r\n'))  # crashes libetpan 1.9.4


def starttls_rows():
    injected = b'{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n2 OK injected\r\n3 OK injected\r\n'
    early = HELLO + b''.join(b'%d OK early\r\nA%03d OK early\r\n' % (i, i) for i in range(1, 9))
    untagged = b'* LIST () "/" "../../evil"\r\n* 99 EXISTS\r\n* ID ("x" NIL\r\n'
    for row in (
            Row('stls_stripped', 'greet', stripped, says=NOT_SAFE, fault='untrusted'),
            Row('stls_refused', 'STARTTLS', then(say(b'{tag} NO not today\r\n'), hang), says=NOT_SAFE, fault='untrusted'),
            Row('stls_inject', 'STARTTLS', then(say(injected), hang), says=PUT_IN, fault='untrusted'),
            Row('stls_untagged', 'greet', then(say(HELLO + untagged), hang), says=PUT_IN, fault='untrusted'),
            Row('stls_tagged_early', 'greet', then(say(early), hang), says=PUT_IN, fault='untrusted'),
            Row('stls_preauth', 'greet', then(say(b'* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n'), hang),
                says='takes us for signed in', fault='untrusted'),
            Row('stls_stall', 'STARTTLS', then(say(b'{tag} OK go\r\n'), hang), TLS, says=SILENT),
            Row('stls_drip', 'greet', drip(b'* OK ' + b'x' * 3000), GREET, says=SILENT),
            Row('stls_endless_line', 'greet', then(say(b'* OK '), flood(b'A')), says=NO_END),
            Row('stls_flood', 'STARTTLS', flood(b'* OK still thinking\r\n'), says='does not speak IMAP'),
            Row('stls_plain_after', 'STARTTLS', then(say(b'{tag} OK go\r\n'), lambda talk, _: talk.socket.recv(1, 2),
                                                     flood(b'* OK no TLS\r\n')), says='does not speak TLS'),
            Row('stls_selfsigned', 'tls', None, says='self-signed', certificate='selfsigned', fault='untrusted')):
        row.starttls = True
        yield row


def login_rows():
    yield Row('login_hang', 'LOGIN', hang, COMMAND, says=SILENT)
    yield Row('login_no_throttle', 'LOGIN', say(b'{tag} NO [UNAVAILABLE] busy\r\n'), says='busy', fault='throttled')
    yield Row('login_no_auth', 'LOGIN', say(b'{tag} NO [AUTHENTICATIONFAILED] bad\r\n'), says='refused the password')
    yield Row('login_wrong_tag', 'LOGIN', flood(b'zz9 OK in\r\n'), says=NOT_IMAP)
    yield Row('login_other_tag', 'LOGIN', flood(b'999 OK in\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('login_cont_loop', 'LOGIN', flood(b'+ eyJzdGF0dXMiOiI0MDAifQ==\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('login_caps_flood', 'LOGIN', then(say(b'* CAPABILITY'), flood(b' AUTH=XXXXXXXX', LONG)), says=NO_END)
    yield Row('login_ansi', 'LOGIN', say(b'{tag} NO [ALERT] ' + ANSI + b'\r\n'), says='refused the sign-in')


def select_rows():
    for name, number in (('zero', b'0'), ('neg', b'-5'), ('huge', b'99999999999999999999'), ('wrap', b'4294968296')):
        yield Row('sel_uv_' + name, 'EXAMINE', opened(uidvalidity=number), says=NO_NUMBERS)
    yield Row('sel_no_uv', 'EXAMINE', opened(uidvalidity=b''), says=NO_NUMBERS)
    yield Row('sel_ex_huge', 'EXAMINE', opened(exists=b'4294967295'))
    yield Row('sel_ex_neg', 'EXAMINE', opened(exists=b'-1'))
    yield Row('sel_un_zero', 'EXAMINE', opened(uidnext=b'0'))
    yield Row('sel_un_max', 'EXAMINE', opened(uidnext=b'4294967295'))
    yield Row('sel_uv_changes', 'IDLING', then(renumbered_idle, close))
    yield Row('sel_permflags', 'EXAMINE', opened(b'* FLAGS (\r\n* OK [PERMANENTFLAGS ((\\*)) ] x\r\n* OK [PERMANENTFLAGS (] x\r\n'))
    yield Row('sel_ok_flood', 'EXAMINE', flood(b'* OK\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('sel_other_tag', 'EXAMINE', flood(b'999 OK\r\n'), wait=COMMAND)
    yield Row('sel_flags_bomb', 'EXAMINE', then(say(b'* FLAGS (a'), flood(b' abcdefg', LONG)), says=NO_END)


def renumbered_idle(talk, _):
    talk.server.uidvalidity += 1


def search_rows():
    yield Row('search_bomb', 'SEARCH', then(say(b'* SEARCH'), flood(b' 4294967295', LONG)), says=NO_END)
    yield Row('search_many', 'SEARCH', done(b'* SEARCH' + b' 4294967295' * 90000 + b'\r\n'), first=False)
    yield Row('search_ones', 'SEARCH', done(b'* SEARCH' + b' 1' * 500000 + b'\r\n'))
    yield Row('search_again', 'SEARCH', flood(b'* SEARCH' + b' 12345' * 5000 + b'\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('esearch_bomb', 'SEARCH', done(b'* ESEARCH (TAG "{tag}") UID ALL 1:4294967295\r\n* VANISHED (EARLIER) 1:4294967295\r\n'
                                             b'* OK [COPYUID 1 1:4294967295 1:4294967295] x\r\n'), first=False)
    yield Row('search_junk', 'SEARCH', done(b'* SEARCH 0 1 1 1 -7 4294967295 99999999999 18446744073709551617\r\n'), first=False)
    yield Row('list_traversal', 'SEARCH', done(
        b'* LIST () "/" "../../../../tmp/pwn"\r\n* LIST () "/" "/etc/passwd"\r\n* LIST () "/" "a\x1b[31mb"\r\n'
        b'* LIST () "" "&ZZZZ-&-&"\r\n* LIST () NIL {3}\r\na\x00b\r\n* SEARCH 1\r\n'))


def fetch_rows(step, tail):
    """Done to the fetch of the headers, and to that of the mail."""
    start = b'* 1 FETCH (UID 1 '

    def row(name, act, *more, **much):
        return Row(name + tail, step, act, *more, **much)
    literal = {'memory': LITERALS, 'says': TOO_LARGE}
    yield row('lit_4g_stall', then(say(start + b'BODY[] {4294967295}\r\n'), hang), **literal)
    yield row('lit_4g_stream', then(say(start + b'BODY[] {4294967295}\r\n'), flood(b'x' * 1024)), **literal)
    yield row('lit_1g_envelope', then(say(start + b'ENVELOPE ("d" {1073741824}\r\n'), flood(b'x' * 1024)), **literal)
    yield row('lit_overflow32', then(say(start + b'BODY[] {4294967301}\r\nhello)\r\n'), hang), **literal)
    yield row('lit_neg', then(say(start + b'BODY[] {-5}\r\nhello)\r\n'), hang), says=UNREADABLE)
    yield row('lit_truncated', then(say(start + b'BODY[] {1000}\r\n0123456789'), close), says=CLOSED)
    yield row('lit_stall', then(say(start + b'BODY[] {262144}\r\n0123456789'), hang), COMMAND, says=SILENT)
    yield row('lit_again', flood(start + b'BODY[] {262144}\r\n' + b'x' * 262144 + b')\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield row('lit_zero', fetched(b'BODY[] {0}\r\n)'), first=False)
    yield row('lit_nul', fetched(b'BODY[] {6}\r\na\x00b\x00\r\n X "q\x00q")'), first=False)
    yield row('fetch_nil', fetched(b'BODY[] NIL)'), first=False)
    yield row('fetch_nouid', done(b'* 1 FETCH (BODY[] {2}\r\nhi)\r\n' + b'* 7 FETCH (UID 777 BODY[] {2}\r\nhi)\r\n'
                                  + b'* 1 FETCH (UID 1 BODY[] {2}\r\nhi)\r\n' * 3), first=False)
    yield row('fetch_uid_zero', then(say(b'* 1 FETCH (UID 0 BODY[] {2}\r\nhi)\r\n'), hang), says=UNREADABLE)
    yield row('fetch_nothing', done(), first=False)
    yield row('fetch_endless_line', then(say(start + b'ENVELOPE ("'), flood(b'A')), says=NO_END)
    yield row('fetch_flood', flood(b'* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield row('fetch_mails', flood(start + b'BODY[] NIL)\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield row('fetch_ok_flood', flood(b'* OK\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield row('fetch_other_tag', flood(b'999 OK\r\n'), wait=COMMAND)
    yield row('fetch_deep_body', then(say(start + b'BODYSTRUCTURE ' + b'(' * 200000), hang), says=NO_END)
    yield row('fetch_deep_short', then(say(start + b'BODYSTRUCTURE ' + b'(' * 50000 + b')' * 10000 + b'\r\n'), hang), says=UNREADABLE)
    yield row('fetch_deep_ext', then(say(start + b'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 1 1 NIL NIL NIL NIL '
                                         + b'(' * 200000 + b'1' + b')' * 200000), hang), says=NO_END)
    yield row('fetch_wide_env', then(say(start + b'ENVELOPE ("d" "s" ('), flood(b'("a" NIL "b" "c")', 300000 * 17)), says=NO_END)
    yield row('fetch_hdr_1m', then(say(start + b'BODY[] {%d}\r\n' % (64 << 20)),
                                   flood(b'X-Abcdefgh: ' + b'y' * 50 + b'\r\n', 64 << 20)), **literal)
    yield row('fetch_bye', then(say(b'* BYE shutting down\r\n'), close), says='shutting down')
    yield row('fetch_drip', drip(start + b'BODY[] {1500}\r\n' + b'x' * 1500), COMMAND, says=SILENT)
    yield row('fetch_exists', lambda talk, tag: (arrives(talk, tag), say(
        b'* 1 FETCH (UID 1 FLAGS ())\r\n* 2 EXISTS\r\n{tag} OK done\r\n')(talk, tag)), first=False)


def idle_rows():
    yield Row('idle_bad', 'IDLE', say(b'{tag} BAD what\r\n'))
    yield Row('idle_noplus', 'IDLE', hang, COMMAND, says=SILENT)
    yield Row('idle_exists_first', 'IDLE', then(arrives, say(b'* 2 EXISTS\r\n+ idling\r\n'), leave_idle))
    yield Row('idle_exists_same', 'IDLE', then(arrives, say(b'+ idling\r\n* 2 EXISTS\r\n'), leave_idle))
    yield Row('idle_flood', 'IDLING', flood(b'* 1 EXISTS\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('idle_news_flood', 'IDLING', flood(b'* 1 EXISTS\r\n* 2 EXISTS\r\n'), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('idle_expunge_flood', 'IDLING', say(b'* 1 EXPUNGE\r\n' * 100000), wait=COMMAND, says=TOO_MUCH, slowly=SILENT)
    yield Row('idle_endless_line', 'IDLING', flood(b'A'), says=NO_END)
    yield Row('idle_ok_unasked', 'IDLING', terminated)
    yield Row('idle_bye', 'IDLING', then(say(b'* BYE restart\r\n'), hang), says='restart')
    yield Row('idle_close', 'IDLING', then(arrives, say(b'* 2 EXISTS\r\n'), close))
    yield Row('idle_silent', 'IDLING', hang, RENEW + DONE, says=SILENT)
    yield Row('idle_halfline', 'IDLING', then(say(b'* 2 EXI'), hang), RENEW + DONE, says=SILENT)
    yield Row('done_hang', 'DONE', hang, DONE, says=SILENT)


ROWS = [Row('ok', 'never', None), Row('ok_starttls', 'never', None, starttls=True), *tls_rows(), *greet_rows(), *starttls_rows(),
        *login_rows(), *select_rows(), *search_rows(), *fetch_rows('BODY', ''), *fetch_rows('HEADERS', '/headers'), *idle_rows()]
