/* charset: bytes in a mail's charset become UTF-8, for bounce_options.convert, and paths
 * become text. */
#include "agent/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A hostile mail names the charset, and iconv loads a module for each name it knows, with
 * holes of their own (CVE-2024-2961 in ISO-2022-CN-EXT): only what mail is written in. Names
 * in lower case, letters and digits alone; mails mean the larger set by the smaller's name. */
// clang-format off
static const struct { const char *name, *iconv; } charsets[] = {
    {"iso88591", "WINDOWS-1252"}, {"iso88592", "ISO-8859-2"}, {"iso88593", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"}, {"iso88595", "ISO-8859-5"}, {"iso88596", "ISO-8859-6"},
    {"iso88596i", "ISO-8859-6"}, {"iso88597", "ISO-8859-7"}, {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"}, {"iso88599", "WINDOWS-1254"}, {"iso885910", "ISO-8859-10"},
    {"iso885911", "CP874"}, {"iso885913", "ISO-8859-13"}, {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"}, {"iso885916", "ISO-8859-16"},
    {"latin3", "ISO-8859-3"}, {"latin4", "ISO-8859-4"}, {"cyrillic", "ISO-8859-5"},
    {"arabic", "ISO-8859-6"}, {"greek", "ISO-8859-7"}, {"hebrew", "ISO-8859-8"},
    {"windows1250", "WINDOWS-1250"}, {"windows1251", "WINDOWS-1251"},
    {"windows1252", "WINDOWS-1252"}, {"windows1253", "WINDOWS-1253"},
    {"windows1254", "WINDOWS-1254"}, {"windows1255", "WINDOWS-1255"},
    {"windows1256", "WINDOWS-1256"}, {"windows1257", "WINDOWS-1257"},
    {"windows1258", "WINDOWS-1258"},
    {"windows874", "CP874"}, {"cp874", "CP874"}, {"tis620", "CP874"},
    {"koi8r", "KOI8-R"}, {"xkoi8r", "KOI8-R"}, {"cskoi8r", "KOI8-R"}, {"koi8", "KOI8-R"},
    {"koi8u", "KOI8-U"}, {"koi8ru", "KOI8-U"},
    {"ibm437", "CP437"}, {"cp437", "CP437"}, {"ibm850", "CP850"}, {"cp850", "CP850"},
    {"ibm852", "CP852"}, {"cp852", "CP852"}, {"ibm866", "CP866"}, {"cp866", "CP866"},
    {"macintosh", "MACINTOSH"}, {"xmacroman", "MACINTOSH"}, {"macroman", "MACINTOSH"},
    {"gb2312", "GB18030"}, {"xgb2312", "GB18030"}, {"csgb2312", "GB18030"},
    {"gb231280", "GB18030"}, {"euccn", "GB18030"}, {"xeuccn", "GB18030"},
    {"gbk", "GB18030"}, {"xgbk", "GB18030"}, {"cp936", "GB18030"}, {"ms936", "GB18030"},
    {"windows936", "GB18030"}, {"gb18030", "GB18030"}, {"chinesegb", "GB18030"},
    {"big5", "BIG5-HKSCS"}, {"xbig5", "BIG5-HKSCS"}, {"csbig5", "BIG5-HKSCS"},
    {"cp950", "CP950"}, {"windows950", "CP950"}, {"big5hkscs", "BIG5-HKSCS"},
    {"euctw", "EUC-TW"},
    {"iso2022jp", "ISO-2022-JP-3"}, {"csiso2022jp", "ISO-2022-JP-3"},
    {"iso2022jp1", "ISO-2022-JP-3"}, {"iso2022jp2", "ISO-2022-JP-2"},
    {"iso2022jp3", "ISO-2022-JP-3"}, {"iso2022jpms", "ISO-2022-JP-3"},
    {"cp50220", "ISO-2022-JP-3"}, {"cp50221", "ISO-2022-JP-3"}, {"xiso2022jp", "ISO-2022-JP-3"},
    {"shiftjis", "CP932"}, {"xsjis", "CP932"}, {"sjis", "CP932"}, {"csshiftjis", "CP932"},
    {"mskanji", "CP932"}, {"windows31j", "CP932"}, {"cswindows31j", "CP932"},
    {"cp932", "CP932"}, {"ms932", "CP932"}, {"windows932", "CP932"}, {"shiftjis2004", "CP932"},
    {"eucjp", "EUC-JP-MS"}, {"xeucjp", "EUC-JP-MS"}, {"cseucpkdfmtjapanese", "EUC-JP-MS"},
    {"ujis", "EUC-JP-MS"},
    {"euckr", "CP949"}, {"cseuckr", "CP949"}, {"ksc5601", "CP949"}, {"ksc56011987", "CP949"},
    {"ksc56011989", "CP949"}, {"korean", "CP949"}, {"cp949", "CP949"}, {"ms949", "CP949"},
    {"windows949", "CP949"}, {"uhc", "CP949"}, {"ksc5861", "CP949"},
    {"iso2022kr", "ISO-2022-KR"}, {"csiso2022kr", "ISO-2022-KR"},
    {"utf7", "UTF-7"}, {"unicode11utf7", "UTF-7"}, {"xutf7", "UTF-7"}, {"csunicode11utf7", "UTF-7"},
    {"utf16", "UTF-16"}, {"utf16le", "UTF-16LE"}, {"utf16be", "UTF-16BE"}, {"ucs2", "UTF-16"},
    {"utf32", "UTF-32"}, {"usascii", "US-ASCII"}, {"utf8", "UTF-8"},
};
// clang-format on

static iconv_t loaded[sizeof charsets / sizeof charsets[0]]; /* charset_load */

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

enum {
    REPLACEMENT = sizeof replacement - 1,
    CHARSET_MAX = 24 /* the longest name above, and more */
};

/* The name iconv knows it by; NULL: we do not ask it. */
static const char *
iconv_name(const char *charset)
{
    char name[CHARSET_MAX];
    size_t length = 0;
    for (; *charset; charset++) {
        char c = *charset;
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            continue;
        if (length == sizeof name - 1)
            return NULL;
        name[length++] = c;
    }
    name[length] = '\0';
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
        if (strcmp(name, charsets[i].name) == 0)
            return charsets[i].iconv;
    return NULL;
}

/* libc keeps the module of a converter as long as one is open. */
void
charset_load(void)
{
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
        if (i == 0 || strcmp(charsets[i].iconv, charsets[i - 1].iconv) != 0)
            loaded[i] = iconv_open("UTF-8", charsets[i].iconv);
}

size_t
charset_convert(void *context, const char *charset, const void *in, size_t length,
                char *out, size_t room)
{
    (void)context;
    const char *name = iconv_name(charset);
    if (!name)
        return 0;
    iconv_t converter = iconv_open("UTF-8", name);
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
