/* hostile: texts that want to be more than text, for every place where words from outside are shown. */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

// clang-format off
static const char *const hostile_texts[] = {
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onload='alert(1)' '",
    "</title></style></pre></td></table><h1>Yours</h1>",
    "<!-- <![CDATA[ ]]> --> <?xml ?>",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &",
    "<img src=http://192.0.2.1/x.png><a href=javascript:alert(1)>press</a>",
    "<svg><style>*{background:url(http://192.0.2.1/)}</style></svg>",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m\a\b\r",
    "txt.exe \xe2\x80\xae gpj.elif \xe2\x81\xa6 inside \xe2\x81\xa9 \xe2\x80\x8e\xd8\x9c",
    "line\nbreak\ttab\vmore\xe2\x80\xa8separated\xe2\x80\xa9",
    "\xff\xfe\xc0\xaf\xe0\x80\xbc\xed\xa0\x80\xf4\x90\x80\x80 half \xe2\x82",
    "\xf3\xa0\x81\xa9\xf3\xa0\x81\xa7 unseen letters \xef\xbb\xbf\xc2\x85\xc2\x9b",
    "%s %n {rcpt} {if final}{/if} ${x} `id` $(id)",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e Zz\xcd\x83\xcc\xbf\xcc\xbe",
    "", /* hostile_long() */
};
// clang-format on

enum {
    HOSTILE_TEXTS = sizeof hostile_texts / sizeof hostile_texts[0],
    HOSTILE_LONG = 4095, /* bytes: BOUNCE_TEXT_MAX without its NUL */
};

/* One of them; the last has 4 KiB and no blank. Static. */
static inline const char *
hostile_text(unsigned index)
{
    static char words[HOSTILE_LONG + 1];
    for (unsigned i = 0; i < HOSTILE_LONG; i++)
        words[i] = (char)('a' + i % 26);
    return index + 1 < HOSTILE_TEXTS ? hostile_texts[index] : words;
}

#endif
