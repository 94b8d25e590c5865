/* glance: three facts for who reads no further: is it lost, who has to act, when to send again. */
#include "notify/glance.h"

#include <stdio.h>
#include <string.h>

enum {
    HOUR = 3600,
    DAY = 24 * HOUR,  /* what lasts is tried once a day at most */
    WORDS_ROOM = 320, /* of the templates below, with numbers of ten digits */
};

/* ---- is it lost ---- */

static const char *
lost(const struct tale_fate *fate)
{
    switch (fate->failure->kind) {
    case BOUNCE_FAILED:
        if (fate->why.cause == BOUNCE_CAUSE_FORWARD_FAILED ||
            fate->why.cause == BOUNCE_CAUSE_FORWARDING_BLOCKED)
            return "It may have arrived";
        return "{if sent}No: a copy is in your Sent folder{/if}"
               "{if not sent}Look in your Sent folder{/if}";
    case BOUNCE_DELAYED:
        return "No, it is still being tried";
    case BOUNCE_CHALLENGED:
        return "No, it waits there";
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
    case BOUNCE_DELIVERED:
        break;
    }
    return "No";
}

/* ---- who has to act ---- */

// clang-format off
static const struct {
    enum bounce_who who;
    const char *name;
} people[] = {
    { BOUNCE_WHO_YOU,            "you" },
    { BOUNCE_WHO_RECIPIENT,      "the recipient" },
    { BOUNCE_WHO_YOUR_ADMIN,     "{if office}your IT{/if}{if not office}who runs "
                                 "{if my_domain}{my_domain}{/if}{if not my_domain}your domain{/if}{/if}" },
    { BOUNCE_WHO_YOUR_PROVIDER,  "{my_provider}" },
    { BOUNCE_WHO_THEIR_PROVIDER, "{their_provider}" },
    { BOUNCE_WHO_NETWORK,        "the network between" },
};
// clang-format on

/* "Outlook.com and Charter": of three or more, commas before the last. */
static void
put_people(const struct bounce *bounce, const struct tale_fate *fate,
           const struct bounce_moment *moment, char ret[static GLANCE_ROOM])
{
    size_t length = 0, left = 0;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
        left += (fate->why.who & people[i].who) != 0;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        if (!(fate->why.who & people[i].who))
            continue;
        char name[GLANCE_ROOM];
        bounce_fill(people[i].name, bounce, fate->failure, moment, name, sizeof name);
        int wrote = snprintf(ret + length, GLANCE_ROOM - length, "%s%s", name,
                             left > 2   ? ", "
                             : left > 1 ? " and "
                                        : "");
        length += wrote > 0 ? (size_t)wrote : 0;
        left--;
        if (length >= GLANCE_ROOM)
            return;
    }
}

static bool
is_settled(enum bounce_kind kind)
{
    return kind == BOUNCE_RELAYED || kind == BOUNCE_EXPANDED ||
           kind == BOUNCE_DELIVERED;
}

static void
put_turn(const struct bounce *bounce, const struct tale_fate *fate,
         const struct bounce_moment *moment, char ret[static GLANCE_ROOM])
{
    enum bounce_kind kind = fate->failure->kind;
    snprintf(ret, GLANCE_ROOM, "%s",
             is_settled(kind)            ? "Nobody"
             : kind == BOUNCE_CHALLENGED ? "You, if you wrote it"
                                         : "Nobody yet");
    if (kind == BOUNCE_FAILED && fate->why.who)
        put_people(bounce, fate, moment, ret);
    glance_capital(ret);
}

/* ---- send again ---- */

/* Seconds to wait: what the past teaches of this recipient, or else the cause. */
static uint32_t
wait_of(const struct tale_fate *fate, const struct bounce_moment *moment)
{
    const struct bounce_past *past = moment ? moment->past : NULL;
    uint32_t wait = tale_advice(fate)->wait;
    bool mine = past && (!past->recipient ||
                         strcmp(past->recipient, fate->failure->recipient) == 0);
    if (mine && past->wait > 0)
        wait = past->wait;
    return mine && past->lasting && wait > 0 && wait < DAY ? DAY : wait;
}

/* When a mail that failed may be sent again. */
static const char *
after_failure(const struct tale_fate *fate, uint32_t wait,
              char words[static WORDS_ROOM])
{
    unsigned hours = (unsigned)((wait + HOUR - 1) / HOUR);
    if (fate->why.address_dead)
        return "Not to this address";
    if (fate->why.cause == BOUNCE_CAUSE_RESTRICTED_RECIPIENT)
        return "Only if they let you in";
    if (wait == 0)
        return "Once that is mended";
    snprintf(
        words, WORDS_ROOM,
        "{if past %u}Now, but only once{/if}{if not past %u}{if again_at %u}Once, from "
        "{again_at %u}{/if}{if not again_at %u}Once, %u hour%s from now{/if}{/if}",
        hours, hours, hours, hours, hours, hours, hours == 1 ? "" : "s");
    return words;
}

static const char *
again(const struct tale_fate *fate, const struct bounce_moment *moment,
      char words[static WORDS_ROOM])
{
    switch (fate->failure->kind) {
    case BOUNCE_FAILED:
        return after_failure(fate, wait_of(fate, moment), words);
    case BOUNCE_DELAYED:
        return "No: it could arrive twice";
    case BOUNCE_CHALLENGED:
        return "No: it is held there";
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
    case BOUNCE_DELIVERED:
        break;
    }
    return "No need";
}

/* ---- all three ---- */

void
glance_fill(enum glance_fact fact, const struct bounce *bounce,
            const struct tale_fate *fate, const struct bounce_moment *moment,
            char ret[static GLANCE_ROOM])
{
    char words[WORDS_ROOM];
    switch (fact) {
    case GLANCE_TURN:
        put_turn(bounce, fate, moment, ret);
        return;
    case GLANCE_LOST:
        bounce_fill(lost(fate), bounce, fate->failure, moment, ret, GLANCE_ROOM);
        return;
    case GLANCE_AGAIN:
    case GLANCE_FACTS:
        break;
    }
    bounce_fill(again(fate, moment, words), bounce, fate->failure, moment, ret,
                GLANCE_ROOM);
}

char *
glance_capital(char *text)
{
    static const char *const common[] = {"your ", "the ", "you", "who "};
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (strncmp(text, common[i], strlen(common[i])) == 0) {
            text[0] = (char)(text[0] - 'a' + 'A');
            break;
        }
    return text;
}
