/* starttls: the few lines before TLS. */
#include "imap/starttls.h"

#include <string.h>
#include <strings.h>

#include "imap/refusal.h"

static bool
starts(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length >= size && strncasecmp(line, word, size) == 0 &&
           (length == size || line[size] == ' ');
}

static enum starttls_step
leave(struct starttls *talk, enum message_fault fault, bool quotes, const char *why)
{
    talk->fault = fault;
    talk->quotes = quotes;
    talk->why = why;
    return STARTTLS_LEAVE;
}

static const char no_safety[] =
    "does not switch to a safe connection (STARTTLS). No password was sent. Use tls = "
    "implicit with port 993, or ask whoever runs the server";
static const char no_imap[] = "does not speak IMAP on this port. No password was sent. "
                              "Check host and port; with STARTTLS 143 is usual";

static enum starttls_step
greeting(struct starttls *talk, const char *line, size_t length)
{
    if (starts(line, length, "* OK")) {
        talk->asked = true;
        return STARTTLS_ASK;
    }
    if (starts(line, length, "* PREAUTH"))
        return leave(talk, MESSAGE_UNTRUSTED, false,
                     "takes us for signed in before the connection is safe, which a "
                     "stranger on the way can fake. No password was sent. Use tls = "
                     "implicit with port 993, or ask whoever runs the server");
    return leave(talk, MESSAGE_STRANGE, false, no_imap);
}

enum starttls_step
starttls_line(struct starttls *talk, const char *line, size_t length)
{
    if (starts(line, length, "* BYE"))
        return leave(talk, MESSAGE_UNREACHABLE, true, "ended the session");
    if (!talk->asked)
        return greeting(talk, line, length);
    if (starts(line, length, "1 OK"))
        return STARTTLS_SHAKE;
    if (starts(line, length, "1 NO") || starts(line, length, "1 BAD"))
        return leave(talk, MESSAGE_UNTRUSTED, true, no_safety);
    if (length < 2 || line[0] != '*' || line[1] != ' ' ||
        ++talk->lines >= STARTTLS_LINES)
        return leave(talk, MESSAGE_STRANGE, false, no_imap);
    return STARTTLS_LISTEN; /* said in the plain: heard and forgotten */
}

/* Nothing may lie behind the line that was read: it would be taken for what was said
 * after, in safety. */
static bool
nothing_more(struct stream *stream)
{
    return stream_silent(stream) ||
           trouble_set(
               &stream->trouble, MESSAGE_UNTRUSTED,
               "%s said more than it was asked before the connection was safe, "
               "which is how a stranger on the way puts words in. No password "
               "was sent. Use tls = implicit with port 993, or another network.",
               stream->host);
}

/* No greeting comes after TLS, and libetpan wants one. */
static bool
greeted(struct stream *stream)
{
    static const char greeting[] = "* OK .\r\n";
    return guard_feed(&stream->guard, greeting, sizeof greeting - 1) ||
           trouble_set(&stream->trouble, MESSAGE_LOCAL, "There is no memory left.");
}

/* Why it was left, with the server's own words where these say more. */
static bool
left(struct stream *stream, const struct starttls *talk, const char *line,
     size_t length)
{
    char words[GUARD_TEXT + 1];
    size_t kept = 0;
    for (size_t i = 0; talk->quotes && i < length && kept < GUARD_TEXT; i++)
        if (line[i] >= ' ' && line[i] <= '~')
            words[kept++] = line[i];
    words[kept] = '\0';
    if (kept == 0)
        return trouble_set(&stream->trouble, talk->fault, "%s %s.", stream->host,
                           talk->why);
    struct refusal refusal = refusal_read("", words, false);
    bool throttled = refusal.fault == MESSAGE_THROTTLED;
    trouble_set(&stream->trouble, throttled ? MESSAGE_THROTTLED : talk->fault,
                "%s %s (\"%s\").", stream->host, talk->why, words);
    stream->trouble.wait = refusal.wait;
    return false;
}

bool
starttls_begin(struct stream *stream)
{
    struct starttls talk = {0};
    char line[STARTTLS_LINE];
    size_t length = 0;
    stream_arm(stream, STREAM_GREET_TIME, STREAM_BUDGET);
    while (stream_line(stream, line, sizeof line, &length)) {
        switch (starttls_line(&talk, line, length)) {
        case STARTTLS_LISTEN:
            break;
        case STARTTLS_ASK:
            if (!nothing_more(stream) ||
                !stream_send(stream, STARTTLS_COMMAND, sizeof STARTTLS_COMMAND - 1))
                return false;
            break;
        case STARTTLS_SHAKE:
            return nothing_more(stream) && greeted(stream);
        case STARTTLS_LEAVE:
            return left(stream, &talk, line, length);
        }
    }
    return false;
}
