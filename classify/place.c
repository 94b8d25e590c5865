/* place: where in a line an address stands, and what that makes of it. */
#include "classify/place.h"

#include <string.h>

#include "classify/code.h"

enum {
    AROUND_MAX = 160, /* bytes before and after an address that tell its role */
    LABEL_MAX = 48,   /* bytes of a label: "Alamat penerima", never a sentence */
};

/* A word with its length, which need not be counted again for each address. */
struct word {
    const char *text;
    size_t length;
};
#define WORD(word)                                                                     \
    {                                                                                  \
        word, sizeof word - 1                                                          \
    }

/* Does it end with one of so many words? */
static bool
ends_with_one(struct slice text, const struct word *words, size_t count)
{
    if (text.length == 0)
        return false;
    unsigned char last = slice_lower(text.at[text.length - 1]);
    for (size_t i = 0; i < count; i++)
        if (last == (unsigned char)words[i].text[words[i].length - 1] &&
            slice_ends(text, words[i].text))
            return true;
    return false;
}

/* Drops what may stand between words and an address: angles, quotes, brackets, bullets. */
static struct slice
without_marks(struct slice before)
{
    while (before.length > 0 && (slice_blank(before.at[before.length - 1]) ||
                                 strchr("<('\"[*;>", before.at[before.length - 1])))
        before.length--;
    return before;
}

/* Addresses of others: who sent it, whom to ask. */
static bool
speaks_of_others(struct slice before, struct slice line_before)
{
    // clang-format off
    static const struct word ends[] = {
        WORD("from"), WORD("from:"), WORD("sender"), WORD("sender:"), WORD(" by"),
        WORD("sent by:"), WORD("contact"), WORD("message-id:"), WORD(" id"), WORD("reply-to:"),
        WORD("reply to"), WORD("author:"), WORD("originator:"), WORD("on behalf of"),
        WORD("hello"), WORD("dear"), WORD("sorry"), WORD("envelope-from")};
    static const char *const asks[] = {
        "contact", "assistance", "question", "please send", "please forward", "mail the",
        "write to", "complain", "(from ", "from=", "visit", "help you", "mailto:", "://",
        NULL};
    // clang-format on
    size_t count = sizeof ends / sizeof ends[0];
    if (before.length == 0)
        return ends_with_one(line_before, ends, count);
    return ends_with_one(before, ends, count) || slice_has_one(before, asks);
}

/* What stands behind an address that fills a slot of its own. */
static bool
ends_a_slot(struct slice after)
{
    // clang-format off
    static const char *const starts[] = {
        ":", "...", "(", "[", "<mailto", " on ", " (", "<", ";", ",", " [", " :", "\t", " ...",
        " - ", " -> ", " => ", " | ", " – ", " — ",
        "：", "（", "}", "]", NULL};
    // clang-format on
    while (after.length > 0 && strchr(">)\"'", after.at[0]))
        after = slice_from(after, 1);
    struct slice words = slice_trim(after);
    if (words.length == 0 || slice_is(words, ".") || code_leads(words))
        return true;
    for (const char *const *start = starts; *start; start++)
        if (slice_starts(after, *start))
            return true;
    return false;
}

/* The label an address stands behind, "Recipient:", "rcpt=", "<to>", "\"address\":"; no
 * bytes where it is none. */
static struct slice
label_before(struct slice before)
{
    static const char full_width_colon[] = "：";
    before = slice_trim(before);
    bool tag = slice_ends(before, ">");
    if (!tag)
        before = slice_trim(without_marks(before));
    if (tag || slice_ends(before, ":") || slice_ends(before, "="))
        before.length--;
    else if (slice_ends(before, full_width_colon))
        before.length -= sizeof full_width_colon - 1;
    else
        return slice_to(before, 0);
    before = slice_trim(before);
    size_t start = before.length;
    while (start > 0 && !strchr(tag ? "<" : ",;{}[]()<>|\t:", before.at[start - 1]))
        start--;
    struct slice label = slice_trim(slice_from(before, start));
    while (label.length > 0 && strchr("\"'*-# ", label.at[0]))
        label = slice_from(label, 1);
    while (label.length > 0 && strchr("\"'* ", label.at[label.length - 1]))
        label.length--;
    return label.length <= LABEL_MAX ? label : slice_to(label, 0);
}

/* Whom a label speaks of. */
static enum place
of_label(struct slice label)
{
    // clang-format off
    static const char *const others[] = {
        "from", "sender", "message-id", "messageid", "queue", " id", "reply", "return-path",
        "originator", "author", "contact", "support", "help", "abuse", "admin", "postmaster",
        "list", "absender", "kontakt", "von", "expéditeur", "remitente", "remetente",
        "mittente", "afzender", "avsändare", "afsender", "avsender", "nadawca",
        "odesílatel", "feladó", "gönderen", "lähettäjä",
        "отправит",
        "Отправит",
        "差出人",
        "送信者",
        "发件人", "寄件者",
        "보낸", NULL};
    static const char *const echoes[] = {"to", "cc", "an", "envelope-to", NULL};
    static const char *const theirs[] = {
        "recipient", "rcpt", "addressee", "error-for", "undeliver", "unknown", "failed",
        "reject", "deliver", "affected", "userid", "smtp", "rfc822", "address", "emailaddress",
        "empfänger", "destinata", "odbiorc", "ontvanger", "geadresseerde",
        "mottag", "modtager", "címzett", "alıcı", "vastaanottaja",
        "příjem",
        "получат",
        "Получат",
        "宛先", "受信者",
        "收件人", "收件者",
        "받는", "수신", NULL};
    // clang-format on
    if (slice_has_one(label, others) || slice_is(label, "de") ||
        slice_is(label, "da") || slice_is(label, "id"))
        return PLACE_NONE;
    for (const char *const *echo = echoes; *echo; echo++)
        if (slice_is(label, *echo))
            return PLACE_ECHO;
    return slice_has_one(label, theirs) ? PLACE_SLOT : PLACE_MENTION;
}

/* The words before an address, as far as they tell its role. */
static struct slice
left_of(struct slice line, struct slice address)
{
    size_t start = (size_t)(address.at - line.at);
    return slice_from(slice_to(line, start),
                      start > AROUND_MAX ? start - AROUND_MAX : 0);
}

/* Nothing but bullets, quotes and codes: the address begins the line. */
static bool
begins_line(struct slice before)
{
    bool drawn = true, coded = code_leads(before);
    for (size_t i = 0; i < before.length; i++) {
        unsigned char c = before.at[i];
        drawn = drawn && !slice_alnum(c) && c < 0x80 && c != '/';
        coded = coded && (!slice_alnum(c) || slice_digit(c)) && c < 0x80;
    }
    return drawn || coded;
}

enum place
place_of(struct slice line, struct slice address, struct slice line_before)
{
    // clang-format off
    static const struct word slots[] = {
        WORD("undeliverable to"), WORD("recipient address"), WORD("rfc822"), WORD("rcpt to:")};
    static const struct word sentences[] = { /* "delivered to", "your message for", ... */
        WORD("recipient"), WORD("address"), WORD("mailbox"), WORD("user"), WORD("for"),
        WORD("account"), WORD("member"), WORD("list"), WORD("reach"), WORD("to"),
        WORD("nachricht an")};
    // clang-format on
    if (slice_starts(address, "//")) /* "https://example.com/?id=me@example.org" */
        return PLACE_NONE;
    size_t end = (size_t)(address.at - line.at) + address.length;
    struct slice left = left_of(line, address);
    struct slice before = slice_trim(without_marks(left));
    struct slice after = slice_to(slice_from(line, end), AROUND_MAX);
    if (speaks_of_others(before, line_before))
        return PLACE_NONE;
    struct slice label = label_before(left);
    if (label.length > 0) {
        /* A transcript's ">>> RCPT TO:<...>" is as sure as the reply to it. */
        enum place place = of_label(label);
        return place > PLACE_LINE && slice_starts(line, ">>>") ? PLACE_LINE : place;
    }
    if (begins_line(before))
        return ends_a_slot(after) && !code_leads(before) ? PLACE_SLOT : PLACE_LINE;
    if (ends_with_one(before, slots, sizeof slots / sizeof slots[0]))
        return PLACE_SLOT;
    return ends_with_one(before, sentences, sizeof sentences / sizeof sentences[0])
               ? PLACE_SENTENCE
               : PLACE_MENTION;
}

struct slice
place_address(struct slice address)
{
    // clang-format off
    static const char *const keys[] = {
        "smtp", "rfc822", "to", "rcpt", "rcpt_to", "rcptto", "recipient", "address", "email",
        "mail", "user", "sender", "from", "mail_from", "mailfrom", NULL};
    // clang-format on
    size_t equals = slice_at(slice_to(address, LABEL_MAX), '=');
    for (const char *const *key = keys; equals != SLICE_NONE && *key; key++)
        if (slice_is(slice_to(address, equals), *key))
            return slice_from(address, equals + 1);
    return address;
}

struct slice
place_label(struct slice line, struct slice address)
{
    return label_before(left_of(line, address));
}
