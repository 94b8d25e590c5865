"""bare: the least an IMAP client can do: sign in, IDLE, and print when each EXISTS came. The floor for the others.

    bare.py HOST PORT CA_FILE        prints "SECONDS COUNT" for each EXISTS, seconds of CLOCK_MONOTONIC
"""
import socket
import ssl
import sys
import time

host, port, ca_file = sys.argv[1:]
context = ssl.create_default_context(cafile=ca_file)
connection = context.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host)
lines = connection.makefile('rb')


def ask(tag, words):
    connection.sendall(f'{tag} {words}\r\n'.encode())
    while not (line := lines.readline()).startswith((tag.encode(), b'+')):
        assert line, 'the server has gone'
    assert line.split()[1] == b'OK' or line.startswith(b'+'), line


lines.readline()
ask('a', 'LOGIN sam sekrit')
ask('b', 'EXAMINE INBOX')
ask('c', 'IDLE')
print(f'{time.monotonic():.6f} idle', flush=True)
for line in lines:
    moment = time.monotonic()
    if line.rstrip().endswith(b' EXISTS'):
        print(f'{moment:.6f} {line.split()[1].decode()}', flush=True)
