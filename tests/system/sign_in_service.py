"""sign_in_service: a service where people sign in (OAuth 2.0), on loopback, for tests; and Dovecot asks it what a token is.

    with Service() as service:
        service.providers()       # what providers.ini says of it
        service.approve(code)     # as a person does on its page
        service.next.append(...)  # what it answers to the next request instead: (code, body, head lines, delay)

It holds to the RFCs: 6749, 7636 (S256 alone), 7662, 8628, 9207. Refresh tokens have the odd letters of Microsoft's. With
rotate = 'each' the old ones live on, 'strict': they die. With slow, its answers are on their way that many seconds.
"""
import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

CLIENT = 'client-of-our-own'
USER = 'sam@example.org'


class Service:
    def __init__(self, user=USER):
        self.user, self.rotate, self.life, self.interval, self.slow = user, 'each', 3600, 1, 0
        self.grants, self.access, self.codes, self.devices, self.dead = {}, {}, {}, {}, set()
        self.next, self.log, self.in_flight, self.most = [], [], 0, 0
        self.lock = threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def do_GET(self):
                service.serve(self, '')

            def do_POST(self):
                service.serve(self, self.rfile.read(int(self.headers.get('Content-Length', 0))).decode())

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # whoever asked is free to go

        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.base = f'http://127.0.0.1:{self.port}'
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def providers(self, **more):
        keys = {'name': 'Fabrikam', 'issuer': self.base, 'authorize': self.base + '/authorize', 'token': self.base + '/token',
                'device': self.base + '/device', 'revoke': self.base + '/revoke', 'pages': '127.0.0.1', 'scope': 'mail openid',
                'flows': 'device browser', 'redirect': 'http://127.0.0.1:{port}/', 'secret': 'never', 'rotates': 'each',
                'hosts': '127.0.0.1 localhost'}
        keys.update(more)
        return ('[provider fabrikam]\nname = Fabrikam\ndomains = example.org\nsupport = none\nauth = oauth2\noauth = fabrikam\n'
                'imap = localhost:993:tls 127.0.0.1:993:tls\n[oauth fabrikam]\n' + ''.join(f'{key} = {value}\n' for key, value in keys.items()))

    # ---- what a test does to it ----

    def approve(self, shown, answer='ok'):
        for device in self.devices.values():
            if device['shown'] == shown:
                device['state'] = answer

    def revoke(self):
        """The person has taken the program's access away."""
        self.dead.update(self.grants)
        self.access.clear()

    def asked(self, path, grant=''):
        return sum(1 for where, form in self.log if where == path and form.get('grant_type', '').endswith(grant))

    def secrets(self):
        """All that nobody must read anywhere."""
        return [*self.grants, *self.access, *self.codes, *self.devices]

    # ---- what it answers ----

    def serve(self, handler, body):
        where, _, query = handler.path.partition('?')
        form = dict(urllib.parse.parse_qsl(body or query, keep_blank_values=True))
        with self.lock:
            self.log.append((where, form))
            self.in_flight += where == '/token'
            self.most = max(self.most, self.in_flight)
            instead = self.next.pop(0) if self.next and where == '/token' else None
        try:
            if instead:
                code, answer, head, delay = instead
                time.sleep(delay)
            else:
                with self.lock:
                    code, answer, head = getattr(self, 'at_' + where.strip('/'), self.at_nothing)(form)
                time.sleep(self.slow if where == '/token' else 0)  # what it gives has ended what was before
        finally:
            with self.lock:
                self.in_flight -= where == '/token'
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        handler.send_response(code)
        for name, value in {'Content-Type': 'application/json', 'Content-Length': str(len(raw)), **head}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)

    @staticmethod
    def at_nothing(_):
        return 404, {'error': 'not_found'}, {}

    @staticmethod
    def no(error, code=400, **more):
        return code, {'error': error, **more}, {}

    def tokens(self, refresh=None):
        access = 'access-' + secrets.token_urlsafe(200)
        self.access[access] = time.time() + self.life
        answer = {'token_type': 'Bearer', 'access_token': access, 'expires_in': self.life}
        if refresh is None:
            refresh = 'M.C5_' + secrets.token_urlsafe(24) + '!x*y$z'
            self.grants[refresh] = True
            name = base64.urlsafe_b64encode(json.dumps({'preferred_username': self.user}).encode()).decode().rstrip('=')
            answer.update(refresh_token=refresh, id_token=f'e30.{name}.')
        return 200, answer, {'Cache-Control': 'no-store'}

    def at_device(self, form):
        if form.get('client_id') != CLIENT:
            return self.no('unauthorized_client', error_codes=[700016])
        code, shown = secrets.token_urlsafe(24), ''.join(secrets.choice('BCDFGHJKLMNPQRST') for _ in range(8))
        self.devices[code] = {'shown': shown, 'state': 'waits', 'asked': 0}
        return 200, {'device_code': code, 'user_code': shown, 'verification_uri': self.base + '/link', 'expires_in': 900,
                     'interval': self.interval, 'message': 'not shown'}, {}

    def at_authorize(self, form):
        if form.get('client_id') != CLIENT or form.get('code_challenge_method') != 'S256' or not form.get('state'):
            return self.no('invalid_request')
        code = secrets.token_urlsafe(24)
        self.codes[code] = form
        back = {'code': code, 'state': form['state'], 'iss': self.base}
        return 302, b'', {'Location': form['redirect_uri'] + '?' + urllib.parse.urlencode(back)}

    def at_token(self, form):
        kind = form.get('grant_type', '')
        if form.get('client_id') != CLIENT or 'client_secret' in form:
            return self.no('invalid_client', 401, error_codes=[7000218])
        if kind == 'refresh_token':
            refresh = form.get('refresh_token', '')
            if refresh not in self.grants or refresh in self.dead:
                return self.no('invalid_grant', error_description='AADSTS50173: words', error_codes=[50173])
            if self.rotate == 'strict':
                self.dead.add(refresh)
            return self.tokens()
        if kind.endswith(':device_code'):
            device = self.devices.get(form.get('device_code'), {'state': 'unknown', 'asked': 0})
            device['asked'] += 1
            words = {'waits': 'authorization_pending', 'no': 'authorization_declined', 'late': 'expired_token',
                     'unknown': 'bad_verification_code'}
            return self.tokens() if device['state'] == 'ok' else self.no(words[device['state']])
        asked = self.codes.pop(form.get('code'), None) if kind == 'authorization_code' else None
        if not asked:
            return self.no('invalid_grant', error_codes=[70008])
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get('code_verifier', '').encode()).digest()).decode().rstrip('=')
        if proof != asked['code_challenge'] or form.get('redirect_uri') != asked['redirect_uri']:
            return self.no('invalid_grant', error_codes=[501481])
        return self.tokens()

    def at_revoke(self, form):
        self.dead.add(form.get('token'))
        return 200, {}, {}

    def at_introspect(self, form):
        good = self.access.get(form.get('token'), 0) > time.time()
        return 200, {'active': good, **({'username': self.user, 'token_type': 'Bearer'} if good else {})}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
