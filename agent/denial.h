/* denial: why a sign-in service gives no token: what is to be done then, and a sentence about it
 * with its remedy. Pure.
 *
 * The class follows from what OAuth itself defines: HTTP, `error`, `suberror` (RFC 6749, 5.2; RFC
 * 8628, 3.5; Microsoft's and Google's own). The numbers of Microsoft (AADSTS…) "should never be
 * used by the client itself": they choose the sentence, no more.
 */
#ifndef AGENT_DENIAL_H
#define AGENT_DENIAL_H

#include <stddef.h>
#include <stdint.h>

#include "agent/net/web.h"
#include "agent/oauth.h"

enum {
    DENIAL_TEXT_MAX = 512, /* bytes of a sentence with its names, its NUL included */
};

/* A suberror that no service sends: Google has ended a grant seven days old with nothing but
 * invalid_grant, as it does while a registration is in "Testing". */
#define DENIAL_TESTING "testing"

enum denial_class {
    DENIAL_NONE = 0, /* here is a token */
    DENIAL_PENDING,  /* the person has not finished: ask again */
    DENIAL_SLOW,     /* the same, and less often from now on */
    DENIAL_PASSING,  /* it comes right by itself: wait, growing */
    DENIAL_PORTAL, /* the same, but somebody else answers: a sign-in page of the network? */
    DENIAL_CLOCK,   /* the same, once the clock of this computer is right */
    DENIAL_SIGN_IN, /* the person must sign in again */
    DENIAL_SET_UP,  /* the registration or the configuration is wrong */
    DENIAL_REFUSED, /* the person, or an administrator, said no */
    DENIAL_LATE,    /* the code was not typed in time */
    DENIAL_CLASSES
};

/* What an answer means. now: UNIX seconds, of which only a year long past is taken note of. */
enum denial_class denial_of(const struct web_answer *answer,
                            const struct oauth_reply *reply, int64_t now);

/* The sentence; service: "Microsoft"; account: its name in the configuration. */
void denial_words(enum denial_class class, const struct web_answer *answer,
                  const struct oauth_reply *reply, const char *service,
                  const char *account, char ret[DENIAL_TEXT_MAX]);

/* For tests: the rows of the table of sentences, and which one a class and a reply lead to. */
size_t denial_rows(void);
size_t denial_row(enum denial_class class, const struct web_answer *answer,
                  const struct oauth_reply *reply);

#endif
