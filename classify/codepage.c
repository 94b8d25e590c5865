/* codepage: the charsets of one byte a character, as tables. */
#include "classify/codepage.h"

#include <string.h>

#include "classify/text.h"

enum {
    NAME_MAX = 24, /* letters and digits of the longest name below, and more */
};

/* Source: unicode.org, MAPPINGS/VENDORS/MICSFT/WINDOWS and MAPPINGS/ISO8859. The test
 * compares each with iconv. What would turn the line around in an editor is escaped. */
// clang-format off
static const char16_t windows_1250[] =
    u"€\uFFFD‚\uFFFD„…†‡\uFFFD‰Š‹ŚŤŽŹ"
    u"\uFFFD‘’“”•–—\uFFFD™š›śťžź"
    u"\u00A0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00AD®Ż"
    u"°±˛ł´µ¶·¸ąş»Ľ˝ľż"
    u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ"
    u"ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    u"ŕáâăäĺćçčéęëěíîď"
    u"đńňóôőö÷řůúűüýţ˙";
static const char16_t windows_1251[] =
    u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ"
    u"ђ‘’“”•–—\uFFFD™љ›њќћџ"
    u"\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї"
    u"°±Ііґµ¶·ё№є»јЅѕї"
    u"АБВГДЕЖЗИЙКЛМНОП"
    u"РСТУФХЦЧШЩЪЫЬЭЮЯ"
    u"абвгдежзийклмноп"
    u"рстуфхцчшщъыьэюя";
static const char16_t windows_1252[] =
    u"€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD"
    u"\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ"
    u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"
    u"°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
    u"ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    u"àáâãäåæçèéêëìíîï"
    u"ðñòóôõö÷øùúûüýþÿ";
static const char16_t windows_1253[] =
    u"€\uFFFD‚ƒ„…†‡\uFFFD‰\uFFFD‹\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\uFFFD‘’“”•–—\uFFFD™\uFFFD›\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\u00A0΅Ά£¤¥¦§¨©\uFFFD«¬\u00AD®―"
    u"°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ"
    u"ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ"
    u"ΠΡ\uFFFDΣΤΥΦΧΨΩΪΫάέήί"
    u"ΰαβγδεζηθικλμνξο"
    u"πρςστυφχψωϊϋόύώ\uFFFD";
static const char16_t windows_1254[] =
    u"€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFD\uFFFD\uFFFD"
    u"\uFFFD‘’“”•–—˜™š›œ\uFFFD\uFFFDŸ"
    u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"
    u"°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
    u"ĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
    u"àáâãäåæçèéêëìíîï"
    u"ğñòóôõö÷øùúûüışÿ";
static const char16_t windows_1255[] =
    u"€\uFFFD‚ƒ„…†‡ˆ‰\uFFFD‹\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\uFFFD‘’“”•–—˜™\uFFFD›\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\u00A0¡¢£₪¥¦§¨©×«¬\u00AD®¯"
    u"°±²³´µ¶·¸¹÷»¼½¾¿"
    u"\u05B0\u05B1\u05B2\u05B3\u05B4\u05B5\u05B6\u05B7\u05B8\u05B9\uFFFD\u05BB\u05BC\u05BD\u05BE\u05BF"
    u"\u05C0\u05C1\u05C2\u05C3\u05F0\u05F1\u05F2\u05F3\u05F4\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\u05D0\u05D1\u05D2\u05D3\u05D4\u05D5\u05D6\u05D7\u05D8\u05D9\u05DA\u05DB\u05DC\u05DD\u05DE\u05DF"
    u"\u05E0\u05E1\u05E2\u05E3\u05E4\u05E5\u05E6\u05E7\u05E8\u05E9\u05EA\uFFFD\uFFFD\u200E\u200F\uFFFD";
static const char16_t windows_1256[] =
    u"€\u067E‚ƒ„…†‡ˆ‰\u0679‹Œ\u0686\u0698\u0688"
    u"\u06AF‘’“”•–—\u06A9™\u0691›œ\u200C\u200D\u06BA"
    u"\u00A0،¢£¤¥¦§¨©\u06BE«¬\u00AD®¯"
    u"°±²³´µ¶·¸¹\u061B»¼½¾\u061F"
    u"\u06C1\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062A\u062B\u062C\u062D\u062E\u062F"
    u"\u0630\u0631\u0632\u0633\u0634\u0635\u0636×\u0637\u0638\u0639\u063A\u0640\u0641\u0642\u0643"
    u"à\u0644â\u0645\u0646\u0647\u0648çèéêë\u0649\u064Aîï"
    u"\u064B\u064C\u064D\u064Eô\u064F\u0650÷\u0651ù\u0652ûü\u200E\u200F\u06D2";
static const char16_t windows_1257[] =
    u"€\uFFFD‚\uFFFD„…†‡\uFFFD‰\uFFFD‹\uFFFD¨ˇ¸"
    u"\uFFFD‘’“”•–—\uFFFD™\uFFFD›\uFFFD¯˛\uFFFD"
    u"\u00A0\uFFFD¢£¤\uFFFD¦§Ø©Ŗ«¬\u00AD®Æ"
    u"°±²³´µ¶·ø¹ŗ»¼½¾æ"
    u"ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻ"
    u"ŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽß"
    u"ąįāćäåęēčéźėģķīļ"
    u"šńņóōõö÷ųłśūüżž˙";
static const char16_t windows_1258[] =
    u"€\uFFFD‚ƒ„…†‡ˆ‰\uFFFD‹Œ\uFFFD\uFFFD\uFFFD"
    u"\uFFFD‘’“”•–—˜™\uFFFD›œ\uFFFD\uFFFDŸ"
    u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"
    u"°±²³´µ¶·¸¹º»¼½¾¿"
    u"ÀÁÂĂÄÅÆÇÈÉÊË\u0300ÍÎÏ"
    u"ĐÑ\u0309ÓÔƠÖ×ØÙÚÛÜƯ\u0303ß"
    u"àáâăäåæçèéêë\u0301íîï"
    u"đñ\u0323óôơö÷øùúûüư₫ÿ";
static const char16_t iso_8859_2[] =
    u"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\u00A0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00ADŽŻ"
    u"°ą˛ł´ľśˇ¸šşťź˝žż"
    u"ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ"
    u"ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
    u"ŕáâăäĺćçčéęëěíîď"
    u"đńňóôőö÷řůúűüýţ˙";
static const char16_t iso_8859_15[] =
    u"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
    u"\u00A0¡¢£€¥Š§š©ª«¬\u00AD®¯"
    u"°±²³Žµ¶·ž¹º»ŒœŸ¿"
    u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"
    u"ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
    u"àáâãäåæçèéêëìíîï"
    u"ðñòóôõö÷øùúûüýþÿ";

/* In lower case, letters and digits alone: "ISO_8859-1", "iso8859-1" and "ISO-8859-1" are
 * one. ISO-8859-1 is read as windows-1252, and -9 as 1254, as browsers do: mails mean
 * that, and the first has but control characters where the second has quotes. */
static const struct { const char *name; const char16_t *high; } names[] = {
    {"", NULL}, {"utf8", NULL}, {"usascii", NULL},
    {"iso88591", windows_1252}, {"windows1252", windows_1252},
    {"ascii", NULL}, {"us", NULL}, {"ansix341968", NULL}, {"ansix341986", NULL},
    {"iso646us", NULL}, {"iso646irv1991", NULL}, {"cp367", NULL}, {"ibm367", NULL},
    {"csascii", NULL}, {"646", NULL}, {"unicode11utf8", NULL}, {"cp65001", NULL},
    {"xutf8", NULL}, {"utf8mb4", NULL}, {"csutf8", NULL}, {"unicode", NULL},
    {"unknown8bit", NULL}, {"unknown", NULL}, {"xunknown", NULL}, {"8bit", NULL},
    {"7bit", NULL}, {"binary", NULL}, {"default", NULL}, {"defaultcharset", NULL},
    {"none", NULL}, {"xuserdefined", NULL}, {"charset", NULL}, {"ansi", NULL},
    {"latin1", windows_1252}, {"l1", windows_1252}, {"iso885911987", windows_1252},
    {"isoir100", windows_1252}, {"cp819", windows_1252}, {"ibm819", windows_1252},
    {"cp1252", windows_1252}, {"xcp1252", windows_1252}, {"win1252", windows_1252},
    {"1252", windows_1252}, {"88591", windows_1252}, {"csisolatin1", windows_1252},
    {"iso8859", windows_1252},
    {"iso885915", iso_8859_15}, {"iso885915fdis", iso_8859_15}, {"latin9", iso_8859_15},
    {"latin0", iso_8859_15}, {"l9", iso_8859_15}, {"csiso885915", iso_8859_15},
    {"iso88592", iso_8859_2}, {"latin2", iso_8859_2}, {"l2", iso_8859_2},
    {"iso885921987", iso_8859_2}, {"isoir101", iso_8859_2}, {"csisolatin2", iso_8859_2},
    {"windows1250", windows_1250}, {"cp1250", windows_1250}, {"xcp1250", windows_1250},
    {"win1250", windows_1250}, {"1250", windows_1250},
    {"windows1251", windows_1251}, {"cp1251", windows_1251}, {"xcp1251", windows_1251},
    {"win1251", windows_1251}, {"1251", windows_1251},
    {"windows1253", windows_1253}, {"cp1253", windows_1253}, {"xcp1253", windows_1253},
    {"win1253", windows_1253},
    {"windows1254", windows_1254}, {"cp1254", windows_1254}, {"xcp1254", windows_1254},
    {"win1254", windows_1254}, {"iso88599", windows_1254}, {"latin5", windows_1254},
    {"l5", windows_1254}, {"iso885991989", windows_1254}, {"csisolatin5", windows_1254},
    {"windows1255", windows_1255}, {"cp1255", windows_1255}, {"xcp1255", windows_1255},
    {"win1255", windows_1255},
    {"windows1256", windows_1256}, {"cp1256", windows_1256}, {"xcp1256", windows_1256},
    {"win1256", windows_1256},
    {"windows1257", windows_1257}, {"cp1257", windows_1257}, {"xcp1257", windows_1257},
    {"win1257", windows_1257},
    {"windows1258", windows_1258}, {"cp1258", windows_1258}, {"xcp1258", windows_1258},
    {"win1258", windows_1258},
};
// clang-format on

bool
codepage_find(struct slice charset, const char16_t **high)
{
    char name[NAME_MAX];
    size_t length = 0;
    for (size_t i = 0; i < charset.length; i++) {
        if (!slice_alnum(charset.at[i]))
            continue;
        if (length == sizeof name - 1)
            return false;
        name[length++] = (char)slice_lower(charset.at[i]);
    }
    name[length] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) != 0)
            continue;
        *high = names[i].high;
        return true;
    }
    return false;
}

const char16_t *
codepage_western(void)
{
    return windows_1252;
}

struct slice
codepage_text(struct arena *arena, struct slice bytes, const char16_t *high)
{
    size_t above = 0;
    for (size_t i = 0; i < bytes.length; i++)
        above += bytes.at[i] >> 7;
    /* No character of a table takes more than three bytes. */
    unsigned char *out = arena_room(arena, bytes.length + 2 * above + 1);
    if (!out)
        return (struct slice){0};
    size_t used = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = bytes.at[i];
        if (c < 0x80)
            out[used++] = c;
        else
            used += text_put(high ? high[c - 0x80] : 0xFFFD, out + used);
    }
    return (struct slice){out, used};
}
