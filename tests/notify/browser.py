"""The report pages in a real browser: nothing leaves, nothing complains, every word is readable in light, dark and on
paper, nothing is wider than a phone, a text to copy is marked by one click.

    browser.py PAGES [FOLDER]      FOLDER: pictures are left there

Chromium is spoken to over two pipes (its DevTools protocol), and has no way out: a proxy that is not there.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PHONE, DESK = 360, 1000  # CSS pixels
CONTRAST = 4.5  # WCAG 2.1, 1.4.3
PATIENCE = 60  # seconds for one answer: the machine may be busy

# For each text that is seen: its ink, the ground under it, and the ratio of their luminances.
CONTRASTS = """(() => {
  const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length == 3 || c[3] == 1) return c; } return [255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), bad = [];
  let seen = 0, worst = 99;
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement, style = getComputedStyle(e);
    if (!node.data.trim() || !e.getClientRects().length || e.closest('.sr')) continue;
    const ink = parse(e.closest('svg') ? style.fill : style.color), paper = ground(e);
    const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    seen++; worst = Math.min(worst, ratio);
    if (ratio < %s) bad.push([ratio.toFixed(2), node.data.trim().slice(0, 40), ink, paper]);
  }
  return {seen, worst, bad};
})()""" % CONTRAST


class Browser:
    def __init__(self, program, home):
        ours, theirs = os.pipe(), os.pipe()  # we write, it reads; it writes, we read

        def descriptors():
            os.dup2(ours[0], 103), os.dup2(theirs[1], 104)
            os.dup2(103, 3), os.dup2(104, 4)
        self.process = subprocess.Popen(
            [program, '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
             '--disable-dev-shm-usage', '--hide-scrollbars', '--proxy-server=http://127.0.0.1:9',
             '--host-resolver-rules=MAP * ~NOTFOUND', f'--user-data-dir={home}', '--remote-debugging-pipe', 'about:blank'],
            preexec_fn=descriptors, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, 'HOME': home})
        os.close(ours[0]), os.close(theirs[1])
        self.out, self.into = os.fdopen(ours[1], 'wb', 0), os.fdopen(theirs[0], 'rb')
        self.number, self.rest, self.events, self.session = 0, b'', [], None
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Network', 'Log', 'Runtime'):
            self.ask(f'{domain}.enable')

    def read(self):
        while b'\0' not in self.rest:
            got = os.read(self.into.fileno(), 1 << 16)
            assert got, 'the browser has gone'
            self.rest += got
        line, self.rest = self.rest.split(b'\0', 1)
        return json.loads(line)

    def ask(self, method, **parameters):
        self.number += 1
        question = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            question['sessionId'] = self.session
        self.out.write(json.dumps(question).encode() + b'\0')
        while (answer := self.read()).get('id') != self.number:
            self.events.append(answer)
        assert 'error' not in answer, (method, answer)
        return answer['result']

    def evaluate(self, script):
        answer = self.ask('Runtime.evaluate', expression=script, returnByValue=True)
        assert 'exceptionDetails' not in answer, answer
        return answer['result'].get('value')

    def show(self, path, width, scheme='light', media=''):
        """What it said and asked for while it showed the page."""
        self.events.clear()
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.ask('Emulation.setEmulatedMedia', media=media, features=[{'name': 'prefers-color-scheme', 'value': scheme}])
        self.ask('Page.navigate', url=path.as_uri())
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.read())
        self.evaluate('document.querySelectorAll("details").forEach(d => d.open = true)')
        asked = [event['params']['request']['url'] for event in self.events
                 if event.get('method') == 'Network.requestWillBeSent']
        said = [event['params'] for event in self.events
                if event.get('method') in ('Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown')]
        return asked, said

    def picture(self, path, width):
        height = self.evaluate('document.documentElement.scrollHeight')
        shot = self.ask('Page.captureScreenshot', captureBeyondViewport=True,
                        clip={'x': 0, 'y': 0, 'width': width, 'height': min(height, 6000), 'scale': 1})
        path.write_bytes(base64.b64decode(shot['data']))

    def close(self):
        self.process.kill()
        self.process.wait()


def check_page(browser, path, width):
    asked, said = browser.show(path, width)
    assert asked == [path.as_uri()], (path.name, asked)
    assert said == [], (path.name, said)
    wide = browser.evaluate('document.documentElement.scrollWidth')
    assert wide <= width, f'{path.name} is {wide} wide on {width}'


def check_contrast(browser, path, width, **how):
    browser.show(path, width, **how)
    found = browser.evaluate(CONTRASTS)
    assert found['seen'] > 40 and found['bad'] == [], (path.name, how, found)
    print(f'# {path.name} {how}: {found["seen"]} texts, lowest contrast {found["worst"]:.2f}')


def check_click(browser, path):
    browser.show(path, DESK)
    at = browser.evaluate('(() => { const e = document.querySelector(".copy"); e.scrollIntoView();'
                          ' const r = e.getBoundingClientRect(); return [r.x + 30, r.y + 20, e.textContent]; })()')
    for kind in ('mousePressed', 'mouseReleased'):
        browser.ask('Input.dispatchMouseEvent', type=kind, x=at[0], y=at[1], button='left', clickCount=1)
    marked = browser.evaluate('getSelection().toString()')
    assert marked.strip() == at[2].strip(), (marked, at[2])


def check_paper(browser, path, folder):
    browser.show(path, DESK)
    browser.evaluate('document.querySelectorAll("details").forEach(d => d.open = false)')
    pdf = base64.b64decode(browser.ask('Page.printToPDF', printBackground=True)['data'])
    assert pdf.startswith(b'%PDF')
    if folder:
        (folder / 'paper.pdf').write_bytes(pdf)


def pictures(browser, pages, folder):
    for name, page, width, scheme in (('light', 'story', DESK, 'light'), ('dark', 'story', DESK, 'dark'),
                                      ('phone', 'story', PHONE, 'light'), ('phone-dark', 'several', PHONE, 'dark'),
                                      ('delayed', 'delayed', DESK, 'light'), ('hostile', 'hostile-15', PHONE, 'light'),
                                      ('hostile-bidi', 'hostile-14', DESK, 'light')):
        browser.show(pages / f'{page}.html', width, scheme)
        browser.picture(folder / f'{name}.png', width)


def main():
    program = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
    if not program:
        print('chromium is not installed: the pages are not looked at')
        sys.exit(77)
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        pages = pathlib.Path(made)
        subprocess.run([sys.argv[1], made], check=True)
        browser = Browser(program, home)
        try:
            for path in sorted(pages.iterdir()):
                check_page(browser, path, PHONE)
                check_page(browser, path, DESK)
            for name in ('story', 'delayed', 'several', 'nameless'):
                for how in ({'scheme': 'light'}, {'scheme': 'dark'}, {'scheme': 'dark', 'media': 'print'}):
                    for width in (DESK, PHONE):
                        check_contrast(browser, pages / f'{name}.html', width, **how)
            check_click(browser, pages / 'story.html')
            check_paper(browser, pages / 'story.html', folder)
            if folder:
                pictures(browser, pages, folder)
        finally:
            browser.close()
    print('every page is readable, within its width, and quiet')


if __name__ == '__main__':
    main()
