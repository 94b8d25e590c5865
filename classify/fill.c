/* fill: a template becomes text; a sentence whose facts are missing disappears whole. */
#include "classify/fill.h"

#include <string.h>

#include "classify/bounce.h"

/* The pen's work between two places where a sentence may end. */
struct filling {
    const struct facts *facts;
    struct pen *pen;
    size_t sentence; /* where this sentence began in the pen */
    size_t line;     /* where this line began in the pen */
    size_t start;    /* where all of it began */
    unsigned depth;  /* of {if}s */
    unsigned hidden; /* the depth whose condition does not hold; 0: none */
    bool space;      /* a blank is due before the next letter */
    bool ending;  /* behind a full stop: the sentence is over unless a letter follows */
    bool missing; /* this sentence lacks a fact */
    bool whole;   /* none was left out */
    bool touched; /* this line of the template has more than blanks */
};

static void
end_sentence(struct filling *filling)
{
    if (filling->missing) {
        filling->pen->length = filling->sentence;
        filling->whole = false;
        filling->space = false;
    }
    filling->missing = false;
    filling->ending = false;
    filling->sentence = filling->pen->length;
}

static void
put_due_space(struct filling *filling)
{
    if (filling->space && filling->pen->length > filling->line)
        pen_text(filling->pen, " ");
    filling->space = false;
}

/* A line of which every sentence disappeared takes its line break with it. */
static void
put_newline(struct filling *filling)
{
    end_sentence(filling);
    bool vanished = filling->touched && filling->pen->length == filling->line;
    if (!vanished && filling->pen->length > filling->start)
        pen_text(filling->pen, "\n");
    filling->line = filling->sentence = filling->pen->length;
    filling->touched = filling->space = false;
}

static void
put_value(struct filling *filling, struct slice name)
{
    bool starts = filling->pen->length == filling->sentence;
    filling->ending = false;
    put_due_space(filling);
    if (!fact_put(filling->facts, name, starts, filling->pen))
        filling->missing = true;
}

static void
take_tag(struct filling *filling, struct slice tag)
{
    bool opens = slice_starts(tag, "if "), closes = slice_is(tag, "/if");
    filling->touched = true;
    if ((opens || closes) && filling->ending && !filling->hidden)
        end_sentence(filling);
    if (opens) {
        struct slice condition = slice_from(tag, strlen("if "));
        filling->depth++;
        if (!filling->hidden && !fact_holds(filling->facts, condition))
            filling->hidden = filling->depth;
    } else if (closes) {
        if (filling->hidden == filling->depth)
            filling->hidden = 0;
        if (filling->depth > 0)
            filling->depth--;
    } else if (!filling->hidden) {
        put_value(filling, tag);
    }
}

/* Bytes of a quote or bracket that may close behind a full stop; 0: something else. */
static size_t
closer(struct slice rest)
{
    static const char *const closers[] = {"\"", ")", "”", "’"};
    for (size_t i = 0; i < sizeof closers / sizeof closers[0]; i++)
        if (slice_starts(rest, closers[i]))
            return strlen(closers[i]);
    return 0;
}

/* Bytes of words that stand as they are: up to what may end a sentence, begin a tag or make
 * one blank of two. */
static size_t
plain(struct slice rest)
{
    // clang-format off
    static const bool stops[256] = {
        ['\n'] = true, ['!'] = true, ['.'] = true, ['?'] = true, ['{'] = true};
    // clang-format on
    size_t i = 1;
    if (stops[rest.at[0]])
        return 1;
    while (i < rest.length && !stops[rest.at[i]] &&
           (rest.at[i] != ' ' || rest.at[i - 1] != ' '))
        i++;
    while (rest.at[i - 1] == ' ')
        i--;
    return i;
}

/* Takes what is no tag: a blank, a line's end, a closing quote, or words. Returns how many
 * bytes. */
static size_t
take_literal(struct filling *filling, struct slice rest)
{
    char letter = (char)rest.at[0];
    if (filling->hidden) {
        size_t next = slice_at(slice_from(rest, 1), '{');
        return next == SLICE_NONE ? rest.length : 1 + next;
    }
    if (letter == '\n') {
        put_newline(filling);
        return 1;
    }
    if (letter == ' ') {
        if (filling->ending)
            end_sentence(filling);
        filling->space = true;
        return 1;
    }
    size_t closing = filling->ending ? closer(rest) : 0;
    size_t length = closing > 0 ? closing : plain(rest);
    filling->touched = true;
    put_due_space(filling);
    pen_bytes(filling->pen, (const char *)rest.at, length);
    if (closing == 0)
        filling->ending = letter == '.' || letter == '?' || letter == '!';
    return length;
}

static struct slice
tag_at(struct slice rest)
{
    if (rest.at[0] != '{')
        return (struct slice){0};
    size_t end = slice_at(slice_to(rest, FILL_TAG_MAX + 2), '}');
    if (end == SLICE_NONE)
        return (struct slice){0};
    return slice_from(slice_to(rest, end), 1);
}

bool
fill_words(const char *words, const struct facts *facts, struct pen *pen)
{
    struct slice rest = slice_to(slice_of(words), FILL_WORDS_MAX);
    struct filling filling = {
        .facts = facts,
        .pen = pen,
        .sentence = pen->length,
        .line = pen->length,
        .start = pen->length,
        .whole = true,
    };
    while (rest.length > 0) {
        struct slice tag = tag_at(rest);
        size_t taken = tag.at ? tag.length + 2 : take_literal(&filling, rest);
        if (tag.at)
            take_tag(&filling, tag);
        rest = slice_from(rest, taken);
    }
    end_sentence(&filling);
    return filling.whole;
}

size_t
bounce_fill(const char *words, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment,
            char *out, size_t size)
{
    struct facts facts = fact_gather(bounce, failure, moment);
    struct pen pen = {.out = out, .size = size};
    fill_words(words, &facts, &pen);
    pen_end(&pen);
    return pen.length;
}

/* What a report says of a mail that did arrive somewhere: no cause has words for it. */
static const char *
good_headline(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
    case BOUNCE_DELAYED:
        return NULL;
    case BOUNCE_RELAYED:
        return "Your mail was handed on; nobody will report its arrival.";
    case BOUNCE_DELIVERED:
        return "Your mail was delivered.";
    case BOUNCE_EXPANDED:
        return "Your mail was handed on to the members of a list.";
    case BOUNCE_CHALLENGED:
        return "Your mail waits until you confirm that you sent it.";
    }
    return NULL;
}

/* Fills the headline. Gives the characters it takes; 0: it lacks a fact, or says nothing. */
static size_t
fill_line(const char *headline, const struct facts *facts, struct pen *line)
{
    line->length = 0;
    if (!fill_words(headline, facts, line) || line->length >= line->size)
        return 0;
    return pen_characters(line->out, line->length);
}

size_t
bounce_headline(const struct bounce_advice *advice, const struct bounce *bounce,
                const struct bounce_failure *failure,
                const struct bounce_moment *moment, char *out, size_t size)
{
    char text[BOUNCE_TEXT_MAX * 2] SLICE_RAW; /* any address, and words around it */
    struct facts facts = fact_gather(bounce, failure, moment);
    struct pen pen = {.out = out, .size = size};
    struct pen line = {.out = text, .size = sizeof text};
    const char *good = advice->notice ? NULL : good_headline(failure->kind);
    size_t characters = good ? 0 : fill_line(advice->headline, &facts, &line);
    if (characters > BOUNCE_HEADLINE_MAX) {
        size_t over = characters - BOUNCE_HEADLINE_MAX;
        const char *rcpt = *failure->recipient ? failure->recipient
                                               : failure->original_recipient;
        size_t address = pen_characters(rcpt, strlen(rcpt));
        facts.rcpt_room = address > over ? address - over : 1;
        characters = fill_line(advice->headline, &facts, &line);
    }
    if (characters > 0 && characters <= BOUNCE_HEADLINE_MAX)
        pen_bytes(&pen, text, line.length);
    else
        pen_text(&pen, good ? good : advice->plain);
    pen_end(&pen);
    return pen.length;
}
