/* road: how far a mail got: you, your provider, theirs, the recipient. Pure. */
#include "notify/road.h"

#include <stdio.h>
#include <string.h>

#include "notify/clip.h"

/* ---- how far ---- */

/* Where a mail of this cause got to, and what is said under the stop that would not have it: the
 * one behind that, or, where it is your provider's doing, your provider. */
// clang-format off
static const struct place {
    enum road_stop reached;
    const char *label;
} places[] = {
    [BOUNCE_CAUSE_UNKNOWN]                = { ROAD_YOURS,  "" },
    [BOUNCE_CAUSE_NO_SUCH_USER]           = { ROAD_THEIRS, "does not know the address" },
    [BOUNCE_CAUSE_NO_SUCH_DOMAIN]         = { ROAD_YOURS,  "was not found" },
    [BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL]   = { ROAD_YOURS,  "takes no mail" },
    [BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX]     = { ROAD_YOURS,  "the address is not one" },
    [BOUNCE_CAUSE_MOVED]                  = { ROAD_THEIRS, "says that the owner moved on" },
    [BOUNCE_CAUSE_MAILBOX_DISABLED]       = { ROAD_THEIRS, "has switched the mailbox off" },
    [BOUNCE_CAUSE_MAILBOX_FULL]           = { ROAD_THEIRS, "says: the mailbox is full" },
    [BOUNCE_CAUSE_RESTRICTED_RECIPIENT]   = { ROAD_THEIRS, "lets in chosen senders only" },
    [BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED] = { ROAD_THEIRS, "says: too much mail just now" },
    [BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR] = { ROAD_THEIRS, "has trouble of its own" },
    [BOUNCE_CAUSE_MESSAGE_TOO_LARGE]      = { ROAD_YOURS,  "found it too large" },
    [BOUNCE_CAUSE_CONTENT_SPAM]           = { ROAD_YOURS,  "took it for spam" },
    [BOUNCE_CAUSE_BLOCKED_ATTACHMENT]     = { ROAD_YOURS,  "did not take the attachment" },
    [BOUNCE_CAUSE_MALFORMED_MESSAGE]      = { ROAD_YOURS,  "could not read it" },
    [BOUNCE_CAUSE_TOO_MANY_RECIPIENTS]    = { ROAD_YOURS,  "found too many recipients" },
    [BOUNCE_CAUSE_NEEDS_UTF8]             = { ROAD_YOURS,  "cannot take such letters" },
    [BOUNCE_CAUSE_AUTH_FAILED]            = { ROAD_YOURS,  "could not check who sent it" },
    [BOUNCE_CAUSE_SENDER_ADDRESS_BAD]     = { ROAD_YOURS,  "did not take the sender" },
    [BOUNCE_CAUSE_RDNS_MISSING]           = { ROAD_YOURS,  "turned the server away" },
    [BOUNCE_CAUSE_FROM_NOT_ALLOWED]       = { ROAD_YOU,    "did not take the sender" },
    [BOUNCE_CAUSE_IP_BLOCKLISTED]         = { ROAD_YOURS,  "turned the server away" },
    [BOUNCE_CAUSE_PROVIDER_BLOCK]         = { ROAD_YOURS,  "turned the server away" },
    [BOUNCE_CAUSE_DIRECT_FROM_HOME_IP]    = { ROAD_YOURS,  "takes none from home lines" },
    [BOUNCE_CAUSE_SENDER_RATE_LIMITED]    = { ROAD_YOURS,  "found it too much at once" },
    [BOUNCE_CAUSE_GREYLISTED]             = { ROAD_YOURS,  "asked to come back later" },
    [BOUNCE_CAUSE_ACCOUNT_BLOCKED]        = { ROAD_YOU,    "has stopped your account" },
    [BOUNCE_CAUSE_ACCOUNT_LIMIT]          = { ROAD_YOU,    "sends no more for now" },
    [BOUNCE_CAUSE_SUBMISSION_AUTH]        = { ROAD_YOU,    "did not take the sign-in" },
    [BOUNCE_CAUSE_RELAY_DENIED]           = { ROAD_YOURS,  "says: not its address" },
    [BOUNCE_CAUSE_POLICY_REJECTED]        = { ROAD_YOURS,  "refused it by its rules" },
    [BOUNCE_CAUSE_CONNECTION_REFUSED]     = { ROAD_YOURS,  "refused the connection" },
    [BOUNCE_CAUSE_CONNECTION_TIMEOUT]     = { ROAD_YOURS,  "did not answer" },
    [BOUNCE_CAUSE_CONNECTION_DROPPED]     = { ROAD_YOURS,  "broke the connection off" },
    [BOUNCE_CAUSE_DNS_FAILURE]            = { ROAD_YOURS,  "was not found" },
    [BOUNCE_CAUSE_TLS_PROBLEM]            = { ROAD_YOURS,  "no safe connection to it" },
    [BOUNCE_CAUSE_MAIL_LOOP]              = { ROAD_THEIRS, "passed it round in circles" },
    [BOUNCE_CAUSE_EXPIRED_UNKNOWN]        = { ROAD_YOURS,  "was not reached in time" },
    [BOUNCE_CAUSE_SERVER_BUSY]            = { ROAD_YOURS,  "was too busy" },
    [BOUNCE_CAUSE_SERVER_MISCONFIGURED]   = { ROAD_YOURS,  "is set up wrongly" },
    [BOUNCE_CAUSE_FORWARD_FAILED]         = { ROAD_THEIRS, "could not pass a copy on" },
    [BOUNCE_CAUSE_FORWARDING_BLOCKED]     = { ROAD_THEIRS, "may not pass a copy on" },
};
// clang-format on

_Static_assert(sizeof places / sizeof places[0] == BOUNCE_CAUSE_FORWARDING_BLOCKED + 1,
               "each cause has a place");

/* Was the answer your own provider's, about a mail for another's customer? */
static bool
is_own_answer(const struct bounce *bounce, const struct bounce_failure *failure)
{
    const char *at = strrchr(failure->recipient, '@');
    const char *own = strrchr(bounce->original->from, '@');
    own = *bounce->own_provider ? bounce->own_provider : own ? own + 1 : "";
    return *failure->said_by && bounce_same_provider(failure->said_by, own) &&
           !bounce_same_provider(failure->said_by, at ? at + 1 : "");
}

static const char *
said_of_stopped(enum road_stop reached)
{
    switch (reached) {
    case ROAD_YOU:
        return "The road of your mail: it was stopped at {my_provider}. "
               "{if rcpt}It did not reach {rcpt}.{/if}";
    case ROAD_YOURS:
        return "The road of your mail: {my_provider} took it, and it was stopped between "
               "{my_provider} and {their_provider}. {if rcpt}It did not reach {rcpt}.{/if}";
    case ROAD_THEIRS:
    case ROAD_RECIPIENT:
    case ROAD_STOPS:
        break;
    }
    return "The road of your mail: it got to {their_provider}'s server, and was stopped "
           "there.";
}

static struct road
road_failed(const struct bounce *bounce, const struct bounce_failure *failure,
            enum bounce_cause cause)
{
    const struct place *place = &places[cause];
    bool copy = cause == BOUNCE_CAUSE_FORWARD_FAILED ||
                cause == BOUNCE_CAUSE_FORWARDING_BLOCKED;
    struct road road = {
        .reached = place->reached,
        .sign = ROAD_CROSS,
        .labels = {"sent it", "took it", "",
                   copy ? "may have got it" : "nothing arrived"},
        .said = said_of_stopped(place->reached),
    };
    if (cause == BOUNCE_CAUSE_UNKNOWN) {
        road.sign = ROAD_QUESTION;
        road.said = "The road of your mail: where it was stopped is not known.";
        return road;
    }
    if (place->reached == ROAD_YOURS && is_own_answer(bounce, failure)) {
        road.labels[ROAD_YOURS] = place->label;
        return road;
    }
    road.labels[place->reached == ROAD_YOU ? ROAD_YOURS : ROAD_THEIRS] = place->label;
    if (bounce_window(bounce, failure).ground == BOUNCE_GROUND_MEASURED &&
        place->reached == ROAD_YOURS)
        road.labels[ROAD_YOURS] = "tried for {window}";
    return road;
}

static struct road
road_delayed(enum bounce_cause cause)
{
    return (struct road){
        .reached = ROAD_YOURS,
        .sign = ROAD_PAUSE,
        .labels = {"sent it", "keeps trying",
                   places[cause].reached == ROAD_YOU ? "" : places[cause].label,
                   "not there yet"},
        .said =
            "The road of your mail: {my_provider} has it and keeps trying to hand it to "
            "{their_provider}.",
    };
}

struct road
road_of(const struct bounce *bounce, const struct bounce_failure *failure,
        const struct bounce_diagnosis *why)
{
    switch (failure->kind) {
    case BOUNCE_FAILED:
        return road_failed(bounce, failure, why->cause);
    case BOUNCE_DELAYED:
        return road_delayed(why->cause);
    case BOUNCE_CHALLENGED:
        return (struct road){
            .reached = ROAD_THEIRS,
            .sign = ROAD_PAUSE,
            .labels = {"sent it", "passed it on", "asks who you are", "not there yet"},
            .said =
                "The road of your mail: it waits at {their_provider} until you say that you "
                "sent it.",
        };
    case BOUNCE_DELIVERED:
        return (struct road){
            .reached = ROAD_RECIPIENT,
            .labels = {"sent it", "passed it on", "took it", "arrived"},
            .said = "The road of your mail: it arrived.",
        };
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
        break;
    }
    return (struct road){
        .reached = ROAD_THEIRS,
        .labels = {"sent it", "passed it on", "took it", "not reported"},
        .said =
            "The road of your mail: it was handed on by {their_provider}. No more is "
            "reported.",
    };
}

/* ---- the picture ---- */

enum {
    NAME_WIDE = 23,   /* characters that fit under a stop, and */
    NAME_NARROW = 33, /* beside it */
    NAME_ROOM = 4 * NAME_NARROW + 8,
    RADIUS = 18,
    RADIUS_NARROW = 15,
};

/* Of both pictures, in their own units: the centres of the stops along the road. */
static const int across[ROAD_STOPS] = {70, 258, 472, 672};
static const int down[ROAD_STOPS] = {22, 86, 150, 214};

static void
put_sign(FILE *out, enum road_sign sign, int x, int y)
{
    switch (sign) {
    case ROAD_NONE:
        break;
    case ROAD_CROSS:
        fprintf(out, "<path class=\"x\" d=\"M%d %dl18 18M%d %dl-18 18\"/>", x - 9,
                y - 9, x + 9, y - 9);
        break;
    case ROAD_PAUSE:
        fprintf(out, "<path class=\"p\" d=\"M%d %dv16M%d %dv16\"/>", x - 5, y - 8,
                x + 5, y - 8);
        break;
    case ROAD_QUESTION:
        fprintf(out,
                "<text class=\"q\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">?</text>",
                x, y + 8);
        break;
    }
}

static void
put_line(FILE *out, const char *ink, bool wide, int from, int to)
{
    if (wide)
        fprintf(out, "<path class=\"%s\" d=\"M%d 30H%d\"/>", ink, from, to);
    else
        fprintf(out, "<path class=\"%s\" d=\"M22 %dV%d\"/>", ink, from, to);
}

/* The road from a stop to the next one. */
static void
put_leg(FILE *out, const struct road *road, enum road_stop from, bool wide)
{
    const int *at = wide ? across : down;
    int radius = wide ? RADIUS : RADIUS_NARROW;
    int begin = at[from] + radius, end = at[from + 1] - radius;
    int middle = (begin + end) / 2, clear = wide ? 16 : 12;
    if (from < road->reached) {
        put_line(out, "ok", wide, begin, end);
    } else if (from > road->reached || road->sign == ROAD_NONE) {
        put_line(out, "no", wide, begin + 4, end - 2);
    } else {
        if (middle - clear > begin)
            put_line(out, road->sign == ROAD_QUESTION ? "no" : "ok", wide, begin,
                     middle - clear);
        put_sign(out, road->sign, wide ? middle : 22, wide ? 30 : middle);
        if (middle + clear + 4 < end - 2)
            put_line(out, "no", wide, middle + clear + 4, end - 2);
    }
}

static void
put_stop(struct markup *markup, const struct road *road, const struct road_texts *texts,
         enum road_stop stop, bool wide)
{
    FILE *out = markup->out;
    char name[NAME_ROOM];
    int x = wide ? across[stop] : 22, y = wide ? 30 : down[stop];
    const char *anchor = wide ? " text-anchor=\"middle\"" : "";
    clip_address(name, sizeof name, texts->names[stop], wide ? NAME_WIDE : NAME_NARROW);
    fprintf(out, "<circle class=\"n\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", x, y,
            wide ? RADIUS : RADIUS_NARROW);
    if (stop <= road->reached)
        fprintf(out, "<circle class=\"d\" cx=\"%d\" cy=\"%d\" r=\"6\"/>", x, y);
    fprintf(out, "<text x=\"%d\" y=\"%d\"%s>", wide ? x : 52, wide ? 74 : y - 2,
            anchor);
    markup_text(markup, name);
    fprintf(out, "</text><text class=\"s\" x=\"%d\" y=\"%d\"%s>", wide ? x : 52,
            wide ? 93 : y + 15, anchor);
    markup_text(markup, texts->labels[stop]);
    fputs("</text>", out);
}

void
road_draw(struct markup *markup, const struct road *road,
          const struct road_texts *texts)
{
    for (int wide = 1; wide >= 0; wide--) {
        markup_put(
            markup,
            wide
                ? "<svg class=\"road wide\" viewBox=\"0 0 760 104\" aria-hidden=\"true\">"
                : "<svg class=\"road narrow\" viewBox=\"0 0 304 240\" aria-hidden=\"true\">");
        for (int stop = ROAD_YOU; stop < ROAD_RECIPIENT; stop++)
            put_leg(markup->out, road, (enum road_stop)stop, wide);
        for (int stop = ROAD_YOU; stop < ROAD_STOPS; stop++)
            put_stop(markup, road, texts, (enum road_stop)stop, wide);
        markup_put(markup, "</svg>\n");
    }
}
