"""names_hostile: a name server that answers, and never what it should: a way to misbehave at a time.

    with names_hostile.Hostile('loop'): ...
"""
import os
import random
import socket
import struct
import threading

HEAD = struct.Struct('!6H')
GOOD, CUT = 0x8180, 0x8380


def answer(question, flags, count, records, number=None):
    head = HEAD.unpack(question[:12])
    return HEAD.pack(head[0] if number is None else number, flags, 1, count, 0, 0) + question[12:] + records


def mx(name):
    return b'\xc0\x0c\x00\x0f\x00\x01\x00\x00\x00\x3c' + struct.pack('!H', len(name) + 2) + b'\x00\x0a' + name


# What comes back over UDP: packets.
WAYS = {
    'silence': lambda question: [],
    'noise': lambda question: [random.randbytes(n) for n in (0, 1, 11, 12, 100, 512, 9000)],
    'noise of ours': lambda question: [question[:2] + random.randbytes(500)],
    'other numbers': lambda question: [answer(question, GOOD, 0, b'', n) for n in random.sample(range(65536), 200)],
    'another question': lambda question: [question[:12] + b'\x05other' + question[12:]],
    'a loop': lambda question: [answer(question, GOOD, 1, mx(b'\xc0' + bytes([len(question) + 14])))],
    'beyond the end': lambda question: [answer(question, GOOD, 1, mx(b'\xff\xff'))],
    'more than there is': lambda question: [answer(question, GOOD, 65535, mx(b'\x00'))],
    'an empty record': lambda question: [answer(question, GOOD, 1, b'\xc0\x0c\x00\x0f\x00\x01\x00\x00\x00\x3c\x00\x00')],
    'names of dirt': lambda question: [answer(question, GOOD, 1, mx(b'\x0a\x1b[31m<b>"\x00\x00'))],
    'cut, and nobody over TCP': lambda question: [answer(question, CUT, 0, b'')],
    'cut, and noise over TCP': lambda question: [answer(question, CUT, 0, b'')],
    'cut, and a drip over TCP': lambda question: [answer(question, CUT, 0, b'')],
    'cut, and the end over TCP': lambda question: [answer(question, CUT, 0, b'')],
}


class Hostile:
    def __init__(self, way, address=('127.0.0.1', 53)):
        self.way, self.ended = way, threading.Event()
        self.packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.packets.bind(address)
        self.packets.settimeout(0.1)
        self.tcp = None
        if 'over TCP' in way and 'nobody' not in way:
            self.tcp = socket.create_server(address)
            self.tcp.settimeout(0.1)
        self.threads = [threading.Thread(target=self.serve, daemon=True), threading.Thread(target=self.connect, daemon=True)]
        self.asked = 0

    def serve(self):
        while not self.ended.is_set():
            try:
                question, whom = self.packets.recvfrom(512)
            except TimeoutError:
                continue
            self.asked += 1
            for packet in WAYS[self.way](question):
                self.packets.sendto(packet, whom)

    def connect(self):
        while self.tcp and not self.ended.is_set():
            try:
                stream, _ = self.tcp.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self.talk, args=[stream], daemon=True).start()

    def talk(self, stream):
        with stream:
            try:
                question = stream.recv(512)[2:]
                if 'noise' in self.way:
                    stream.sendall(b'\xff\xff' + question[:2] + os.urandom(65533))
                while 'drip' in self.way and not self.ended.wait(0.2):
                    stream.sendall(b'\x7f')
            except OSError:
                pass

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        self.packets.close()
        if self.tcp:
            self.tcp.close()
