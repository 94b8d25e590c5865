/* charset: bytes in a mail's charset become UTF-8, for bounce_options.convert, and paths
 * become text. */
#include "agent/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A hostile mail names the charset, and iconv loads a module for each name it knows, with
 * holes of their own (CVE-2024-2961 in ISO-2022-CN-EXT): only what mail is written in. */
// clang-format off
static const char *const charsets[] = {
    "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6",
    "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
    "iso-8859-14", "iso-8859-15", "iso-8859-16",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874",
    "koi8-r", "koi8-u", "ibm850", "cp850", "cp866", "macintosh", "tis-620",
    "gb2312", "gbk", "gb18030", "big5", "big5-hkscs",
    "iso-2022-jp", "shift_jis", "windows-31j", "euc-jp", "euc-kr", "ks_c_5601-1987",
    "utf-16", "utf-16le", "utf-16be", "utf-7", "us-ascii", "utf-8",
};
// clang-format on

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

enum {
    REPLACEMENT = sizeof replacement - 1
};

static bool
is_known(const char *charset)
{
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
        if (strcmp(charset, charsets[i]) == 0)
            return true;
    return false;
}

/* iconv has no name for these two. */
static const char *
iconv_name(const char *charset)
{
    if (strcmp(charset, "ks_c_5601-1987") == 0)
        return "cp949";
    if (strcmp(charset, "windows-31j") == 0)
        return "cp932";
    return charset;
}

size_t
charset_convert(void *context, const char *charset, const void *in, size_t length,
                char *out, size_t room)
{
    (void)context;
    if (!is_known(charset))
        return 0;
    iconv_t converter = iconv_open("UTF-8", iconv_name(charset));
    if (converter == (iconv_t)-1)
        return 0;
    /* iconv's interface of 1992 knows no const; it does not write there. */
    char *from = (char *)(uintptr_t)in, *to = out;
    size_t left = length, space = room;
    while (left > 0 && iconv(converter, &from, &left, &to, &space) == (size_t)-1) {
        if (errno == E2BIG || space < REPLACEMENT || left == 0)
            break;
        memcpy(to, replacement, REPLACEMENT);
        to += REPLACEMENT;
        space -= REPLACEMENT;
        from++;
        left--;
    }
    iconv_close(converter);
    return room - space;
}

/* Bytes of the well-formed character here (Unicode, table 3-7); 0: there is none. */
static size_t
well_formed(const unsigned char *at)
{
    static const struct {
        unsigned char first, last;   /* of the first byte */
        unsigned char second, until; /* range of the second */
        size_t length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (at[0] < forms[i].first || at[0] > forms[i].last)
            continue;
        if (at[1] < forms[i].second || at[1] > forms[i].until)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if ((at[k] & 0xc0) != 0x80)
                return 0; /* also at the NUL, so nothing is read behind it */
        return forms[i].length;
    }
    return 0;
}

char *
charset_valid(const char *text)
{
    char *valid = malloc(strlen(text) * REPLACEMENT + 1), *to = valid;
    if (!valid)
        return NULL;
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        size_t length = well_formed(at);
        memcpy(to, length ? (const void *)at : replacement,
               length ? length : REPLACEMENT);
        to += length ? length : REPLACEMENT;
        at += length ? length : 1;
    }
    *to = '\0';
    return valid;
}
