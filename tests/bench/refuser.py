"""refuser: an IMAP server that lets its clients down in one way, and counts what they do about it."""
import socket
import ssl
import threading
import time


class Refuser:
    """Listens on loopback, port self.port; `way` is one of peers.py's."""

    def __init__(self, certificate, way):
        self.way = way
        self.connections = self.logins = self.commands = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate + '.pem', certificate + '.key')
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            with self.context.wrap_socket(client, server_side=True) as secure:
                self.talk(secure, secure.makefile('rb'))
        except (OSError, ValueError, IndexError):
            pass

    def talk(self, client, lines):
        able = 'IMAP4rev1 ID SASL-IR AUTH=PLAIN' + ('' if self.way == 'old' else ' IDLE')

        def say(*words):
            client.sendall(''.join(word + '\r\n' for word in words).encode())

        if self.way == 'full':
            return say('* BYE [ALERT] Too many simultaneous connections.')
        if self.way != 'mute':
            say(f'* OK [CAPABILITY {able}] ready')
        for line in lines:
            if self.way == 'mute':
                continue
            self.commands += 1
            tag, word, *more = line.decode(errors='replace').split() + ['', '']
            word = word.upper()
            if word == 'UID':
                word = more[0].upper()
            if word in ('LOGIN', 'AUTHENTICATE'):
                if word == 'AUTHENTICATE' and not more[1]:
                    say('+ ')
                    lines.readline()
                self.logins += 1
                say(tag + {'refused': ' NO [AUTHENTICATIONFAILED] Invalid credentials',
                           'busy': ' NO [UNAVAILABLE] Try again later'}.get(self.way, f' OK [CAPABILITY {able}] welcome'))
            elif word in ('SELECT', 'EXAMINE'):
                say('* FLAGS (\\Seen \\Deleted)', '* 0 EXISTS', '* 0 RECENT', '* OK [UIDVALIDITY 1] ok', '* OK [UIDNEXT 1] ok',
                    tag + ' OK opened')
            elif word == 'IDLE' and self.way == 'lies':
                say(tag + ' NO not allowed now')
            elif word == 'IDLE' and self.way == 'old':
                say(tag + ' BAD unknown command')
            elif word == 'IDLE':
                say('+ idling')
                if self.way == 'drops':
                    time.sleep(20)
                    return None
                lines.readline()
                say(tag + ' OK done')
            elif word == 'LOGOUT':
                return say('* BYE', tag + ' OK bye')
            else:
                say(*{'CAPABILITY': ['* CAPABILITY ' + able], 'SEARCH': ['* SEARCH'], 'LIST': ['* LIST () "/" INBOX'],
                      'NAMESPACE': ['* NAMESPACE (("" "/")) NIL NIL'],
                      'STATUS': ['* STATUS INBOX (MESSAGES 0 RECENT 0 UNSEEN 0 UIDNEXT 1 UIDVALIDITY 1)']}.get(word, []),
                    tag + ' OK done')
        return None

    def close(self):
        self.listener.close()
