/* attempt: at which command the last attempt ended, how many there were, how long they go on.
 *
 * "(in reply to RCPT TO command)", "after RCPT TO:<...>", ">>> DATA", "after 30 attempts",
 * "delivery attempts: 3", "will be retried for 2 more days". One pass over the words: only
 * at the start of a word, and only where its letter fits, is anything compared. */
#include "classify/attempt.h"

#include <string.h>

#include "classify/address.h"
#include "classify/block.h"

enum {
    WORDS_MAX = 16384, /* bytes of a report; a transcript comes early */
    NAMED_MAX = 1024,  /* bytes before a mention that may name whom it is about */
    NUMBER_MAX = 3,    /* digits: nobody tries ten thousand times, or for years */
    DAY = 24 * 3600,
};

/* What a place in the words tells. */
struct mention {
    const char *command; /* NULL: none */
    uint32_t tries;      /* 0: no count */
    int64_t more, age;   /* seconds: goes on so long, or until the mail is so old */
};

/* Takes a number off words; 0: none is there, or a long one. */
static uint32_t
take_number(struct slice *words)
{
    uint32_t number = 0;
    size_t digits = 0;
    while (digits < words->length && slice_digit(words->at[digits])) {
        number = number * 10 + (words->at[digits] - '0');
        if (++digits > NUMBER_MAX)
            return 0;
    }
    *words = slice_from(*words, digits);
    return number;
}

/* "2 days", "47 hours", with words as given between; 0: something else. */
static int64_t
span_at(struct slice words, const char *between)
{
    uint32_t number = take_number(&words);
    if (number == 0 || !slice_starts(words, between))
        return 0;
    words = slice_from(words, slice_of(between).length);
    if (slice_starts(words, "day"))
        return (int64_t)number * DAY;
    if (slice_starts(words, "hour"))
        return (int64_t)number * 3600;
    return slice_starts(words, "minute") ? (int64_t)number * 60 : 0;
}

/* The command named at the start of words; NULL: none is. */
static const char *
command_at(struct slice words)
{
    // clang-format off
    static const struct { const char *word, *command; } commands[] = {
        {"rcpt", "RCPT TO"}, {"mail from", "MAIL FROM"}, {"end of data", "end of DATA"},
        {"data", "DATA"}, {"ehlo", "EHLO"}, {"helo", "HELO"}, {"lhlo", "LHLO"},
        {"starttls", "STARTTLS"}, {"auth", "AUTH"}, {"initial connection", "connect"},
        {"connect", "connect"}, {"message body", "end of DATA"},
    };
    // clang-format on
    if (slice_starts(words, "the "))
        words = slice_from(words, 4);
    if (slice_starts(words, "sending "))
        words = slice_from(words, 8);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct slice rest = slice_from(words, slice_of(commands[i].word).length);
        if (slice_starts(words, commands[i].word) &&
            (rest.length == 0 || !slice_alnum(rest.at[0])))
            return commands[i].command;
    }
    return NULL;
}

/* "connect to mx.example.net[192.0.2.7]:25: ..." */
static bool
connects_at(struct slice words)
{
    words = slice_to(words, 255);
    size_t host = slice_at(words, '['), blank = slice_at(words, ' ');
    return host != SLICE_NONE && host > 0 && host < blank;
}

/* "30 attempt(s)", "3 delivery attempts": the number before; "attempts: 3": behind. */
static uint32_t
tries_at(struct slice before, struct slice words)
{
    before = slice_trim(before);
    if (slice_ends(before, "delivery"))
        before = slice_trim(slice_to(before, before.length - 8));
    size_t start = before.length;
    while (start > 0 && slice_digit(before.at[start - 1]))
        start--;
    struct slice number = slice_from(before, start);
    if (number.length > 0 && (start == 0 || slice_blank(before.at[start - 1])))
        return take_number(&number);
    while (words.length > 0 && words.at[0] != ':' && words.at[0] != '\n' &&
           !slice_blank(words.at[0]))
        words = slice_from(words, 1);
    if (!slice_starts(words, ": "))
        return 0;
    words = slice_from(words, 2);
    return take_number(&words);
}

/* The command behind words that lead to one; NULL: other words, or no command. */
static inline const char *
command_behind(struct slice words, const char *lead)
{
    return slice_starts(words, lead)
               ? command_at(slice_from(words, slice_of(lead).length))
               : NULL;
}

/* "tried 5 times" */
static uint32_t
times_at(struct slice words)
{
    if (!slice_starts(words, "tried "))
        return 0;
    words = slice_from(words, 6);
    uint32_t times = take_number(&words);
    return slice_starts(words, " time") ? times : 0;
}

/* What the word at an offset tells, by its first letter. False: nothing. */
static bool
mention_at(struct slice words, size_t offset, struct mention *ret)
{
    struct slice rest = slice_from(words, offset);
    *ret = (struct mention){0};
    switch (slice_lower(rest.at[0])) {
    case 'a':
        ret->command = command_behind(rest, "after ");
        if (slice_starts(rest, "attempt"))
            ret->tries = tries_at(slice_to(words, offset), rest);
        break;
    case 'c':
        if (slice_starts(rest, "connect to ") && connects_at(slice_from(rest, 11)))
            ret->command = "connect";
        break;
    case 'd':
        ret->command = command_behind(rest, "during ");
        break;
    case 'f':
        if (slice_starts(rest, "for "))
            ret->more = span_at(slice_from(rest, 4), " more ");
        break;
    case 'i':
        ret->command = command_behind(rest, "in reply to ");
        if (!ret->command)
            ret->command = command_behind(rest, "in response to ");
        break;
    case 't':
        ret->tries = times_at(rest);
        break;
    case 'u':
        if (slice_starts(rest, "until message is "))
            ret->age = span_at(slice_from(rest, 17), " ");
        break;
    case '>':
        ret->command = command_behind(rest, ">>> ");
        break;
    }
    return ret->command || ret->tries > 0 || ret->more > 0 || ret->age > 0;
}

/* Whom a line names last; NULL: nobody that failed. */
static struct draft_failure *
named_last(struct draft *draft, struct slice line)
{
    struct draft_failure *found = NULL;
    struct slice address;
    while (address_next(&line, &address)) {
        struct draft_failure *entry = draft_find(draft, address);
        found = entry ? entry : found;
    }
    return found;
}

/* Whom the words before an offset name last, up to the end of its line. */
static struct draft_failure *
named_before(struct draft *draft, struct slice words, size_t offset)
{
    if (draft->listed == 1)
        return draft->first;
    struct slice line = slice_from(words, offset);
    size_t end = offset + slice_line(&line).length;
    struct slice near = slice_from(slice_to(words, end),
                                   offset > NAMED_MAX ? offset - NAMED_MAX : 0);
    struct draft_failure *found = NULL;
    while (near.length > 0 && !found) {
        size_t start = near.length;
        while (start > 0 && near.at[start - 1] != '\n')
            start--;
        found = named_last(draft, slice_from(near, start));
        near.length = start > 0 ? start - 1 : 0;
    }
    return found;
}

static void
tell(struct draft *draft, struct draft_failure *entry, struct mention mention,
     const unsigned char *at)
{
    struct bounce_failure *failure = &entry->failure;
    const struct bounce *bounce = draft->bounce;
    int64_t until = 0;
    if (mention.more > 0 && bounce->reported > 0)
        until = bounce->reported + mention.more;
    if (mention.age > 0 && bounce->arrived > 0)
        until = bounce->arrived + mention.age;
    if (mention.command)
        draft_tell_as(draft, entry, BOUNCE_FACT_COMMAND, "text", at,
                      slice_of(mention.command));
    if (mention.tries > 0 && failure->tries == 0) {
        failure->tries = mention.tries;
        draft_prove(draft, entry, BOUNCE_FACT_TRIES, "text", at);
    }
    if (until > 0 && failure->tries_until == 0 && failure->kind == BOUNCE_DELAYED) {
        failure->tries_until = until;
        draft_prove(draft, entry, BOUNCE_FACT_TRIES_UNTIL, "text", at);
    }
}

/* Where phrases may begin in a block, a bit a byte: their first letter tells the third, "in
 * reply", "after", "attempt", "during", ">>> ", "connect", "for ", "until", "tried", and no
 * letter stands before. Nearly nowhere, and sixteen answers cost what one did. One byte
 * before the block is looked at, two behind it. */
static uint32_t
may_begin(const unsigned char *at)
{
    block before, first, third;
    memcpy(&before, at - 1, sizeof before);
    memcpy(&first, at, sizeof first);
    memcpy(&third, at + 2, sizeof third);
    before |= 0x20; /* lower case; ' ' and '>' have the bit */
    first |= 0x20;
    third |= 0x20;
    block met = (block)(first == 'i') & (block)(third == ' ');
    met |= (block)(first == 'a') & (block)(third == 't');
    met |= ((block)(first == 'd') | (block)(first == 'f')) & (block)(third == 'r');
    met |= (block)(first == 'c') & (block)(third == 'n');
    met |= (block)(first == 'u') & (block)(third == 't');
    met |= (block)(first == 't') & (block)(third == 'i');
    met |= (block)(first == '>') & (block)(third == '>');
    met &= (block)((unsigned char)('z' - 'a') < before - 'a');
    return block_bits(&met);
}

/* only: whom all the words are about; NULL: whom they name. */
static void
look_at(struct draft *draft, struct draft_failure *only, struct slice words,
        size_t offset)
{
    struct mention mention;
    if ((offset > 0 && slice_alnum(words.at[offset - 1])) ||
        !mention_at(words, offset, &mention))
        return;
    struct draft_failure *entry = only ? only : named_before(draft, words, offset);
    if (entry)
        tell(draft, entry, mention, words.at + offset);
}

static void
read_words(struct draft *draft, struct draft_failure *only, struct slice words)
{
    unsigned char room[1 + BLOCK_SIZE + 2];
    for (size_t base = 0; base < words.length; base += BLOCK_SIZE) {
        const unsigned char *at = words.at + base;
        size_t left = words.length - base;
        if (base == 0 || left < sizeof room - 1) {
            memset(room, 0, sizeof room);
            room[0] = base > 0 ? at[-1] : ' ';
            memcpy(room + 1, at, left < sizeof room - 1 ? left : sizeof room - 1);
            at = room + 1;
        }
        for (uint32_t met = may_begin(at); met != 0; met &= met - 1)
            look_at(draft, only, words, base + (size_t)__builtin_ctz(met));
    }
}

void
attempt_read(struct draft *draft, struct slice report)
{
    read_words(draft, NULL, slice_to(report, WORDS_MAX));
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next)
        if (entry->failure.command[0] == '\0')
            read_words(draft, entry, slice_of(entry->failure.diagnostic));
}
