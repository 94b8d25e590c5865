"""The report pages as a browser takes them apart: well-formed, of the elements we write and no others, however
hostile their texts are. page.py PAGES"""
import html.parser
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

VOID = {'meta', 'br'}
EMPTY = {'path', 'circle', 'rect'}  # of SVG: closed where they begin
ATTRIBUTES = {'anchor', 'aria-hidden', 'charset', 'class', 'content', 'cx', 'cy', 'd', 'fill', 'height', 'http-equiv', 'lang',
              'name', 'open', 'preserveaspectratio', 'r', 'rx', 'scope', 'stroke', 'stroke-linecap', 'stroke-linejoin',
              'stroke-width', 'text-anchor', 'viewbox', 'width', 'x', 'y'}
FORBIDDEN = {'script', 'a', 'img', 'link', 'iframe', 'form', 'object', 'base', 'input', 'image', 'use', 'foreignobject'}


class Page(html.parser.HTMLParser):
    """Its elements, their attributes and its texts, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts, self.wrong = [], [], [], []
        self.feed(text)
        self.close()
        self.wrong += [f'never closed: {tag}' for tag in self.open]

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, tuple(attributes)))
        if tag not in VOID | EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, tuple(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'closed out of turn: {tag} at {self.getpos()}')

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.wrong.append(f'comment: {data}')

    handle_pi = unknown_decl = handle_comment


class Pages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        subprocess.run([PAGES, self.folder.name], check=True)
        self.addCleanup(self.folder.cleanup)
        self.raw = {path.stem: path.read_bytes() for path in pathlib.Path(self.folder.name).iterdir()}
        self.pages = {name: Page(raw.decode('utf-8')) for name, raw in self.raw.items()}  # strict

    def test_well_formed(self):
        for name, page in self.pages.items():
            with self.subTest(name):
                self.assertEqual(page.wrong, [])
                self.assertEqual(page.tags[0][0], 'html')

    def test_nothing_to_run_or_fetch(self):
        for name, page in self.pages.items():
            with self.subTest(name):
                self.assertNotIn(b'<script', self.raw[name].lower())
                style = re.search(rb'<style>(.*?)</style>', self.raw[name], re.S).group(1)
                self.assertNotRegex(style, rb'url\(|@import|http')
                for tag, attributes in page.tags:
                    self.assertNotIn(tag, FORBIDDEN)
                    for key, value in attributes:
                        self.assertIn(key, ATTRIBUTES)
                        self.assertNotIn('http', value or '')
                        self.assertNotIn('javascript', value or '')

    def test_texts_make_no_elements(self):
        tame = self.pages['tame'].tags
        for name, page in self.pages.items():
            if name.startswith('hostile'):
                with self.subTest(name):
                    self.assertEqual(page.tags, tame)

    def test_no_control_and_no_turned_text(self):
        for name, raw in self.raw.items():
            with self.subTest(name):
                self.assertNotRegex(raw.decode(), '[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]'
                                                  '|[\U000e0000-\U000e0fff]')

    def test_texts_are_there(self):
        text = ''.join(self.pages['hostile-00'].texts)
        self.assertGreater(text.count('<script>alert(1)</script>'), 15)

    def test_small(self):
        self.assertLess(len(self.raw['story']), 20 * 1024)
        for name in ('delayed', 'delivered', 'nameless', 'several', 'full'):
            self.assertLess(len(self.raw[name]), 30 * 1024, name)


if __name__ == '__main__':
    PAGES = sys.argv.pop(1)
    unittest.main()
