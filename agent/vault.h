/* vault: where the secrets of an account are, in which order the places are looked at, and what
 * came of it. Nothing is ever kept in the clear: a place that cannot keep a secret says so.
 *
 * What the account names (password_file, a command, goa_account) is asked alone. Where it names
 * nothing, a secret is kept in one of:
 *   the keyring      the Secret Service of the desktop, asked by ndrwatch-keyring;
 *   a credential     $CREDENTIALS_DIRECTORY/ndrwatch.ACCOUNT (systemd; for a password); not to be
 *                    written;
 *   a sealed file    STATE/secrets/ACCOUNT.KIND, for a machine without a desktop (seal.h). Its key
 *                    is the credential ndrwatch.key, or STATE/key.
 * To put one: into the keyring where there is one, which takes a sealed file away; a keyring that
 * is locked or denied is waited for, never gone round; without one, into a sealed file. So what
 * lies sealed is newer than what a keyring may still have, and is looked at first.
 *
 * For a command, blocking:
 *     struct vault vault;
 *     struct vault_answer answer;
 *     vault_open(place, &vault);
 *     vault_get(&vault, account, VAULT_PASSWORD, &answer);
 *     ... answer.outcome, answer.secret ...
 *     vault_answer_wipe(&answer);
 *     vault_close(&vault);
 * For a loop that must not wait: desk.h.
 */
#ifndef AGENT_VAULT_H
#define AGENT_VAULT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/command.h"
#include "agent/config.h"
#include "agent/place.h"
#include "agent/providers.h"
#include "imap/messages.h"

enum {
    VAULT_SECRET_MAX = MESSAGE_SECRET_MAX, /* bytes of a secret */
    VAULT_WHY_MAX = 512,                   /* bytes of a sentence */
    VAULT_USER_MAX = 1024,                 /* bytes of a sign-in name */
};

enum vault_what {
    VAULT_GET = 0,
    VAULT_PUT,
    VAULT_FORGET,
};

enum vault_kind {
    VAULT_PASSWORD = 0,
    VAULT_REFRESH_TOKEN, /* whatever the token engine keeps of a grant, any bytes */
    VAULT_SMTP_PASSWORD,
    VAULT_ACCESS_TOKEN,  /* only of token_command and goa_account; never kept */
    VAULT_CLIENT_SECRET, /* only of client_secret_command; never kept */
    VAULT_KINDS
};

enum vault_place {
    VAULT_NOWHERE = 0,
    VAULT_FILE,       /* password_file */
    VAULT_COMMAND,    /* password_command, token_command, client_secret_command */
    VAULT_ONLINE,     /* goa_account: GNOME Online Accounts */
    VAULT_SEALED,     /* STATE/secrets/ACCOUNT.KIND */
    VAULT_KEYRING,    /* the Secret Service */
    VAULT_CREDENTIAL, /* $CREDENTIALS_DIRECTORY */
    VAULT_PLACES
};

enum vault_outcome {
    VAULT_GOOD = 0, /* got, put, forgotten */
    VAULT_ABSENT,   /* no place has it */
    VAULT_LOCKED,   /* the keyring has to be unlocked first */
    VAULT_LATER,    /* it did not work now and may soon: a command failed */
    VAULT_FAILED,   /* only a person can mend it */
};

struct vault {
    const struct place *place; /* borrowed */
    char *keyring; /* where ndrwatch-keyring lies; NULL: it is not installed */
};

struct vault_question {
    enum vault_what what;
    enum vault_kind kind;
    struct message_bytes secret; /* VAULT_PUT: 1..VAULT_SECRET_MAX bytes */
};

struct vault_answer {
    enum vault_outcome outcome;
    enum vault_place place; /* where it is; VAULT_NOWHERE: unless VAULT_GOOD */
    char *secret;           /* malloc'ed, NUL-ended; NULL: none */
    size_t length;
    bool token;                /* it is an access token */
    int64_t expires;           /* ms that the token is good; 0: not known */
    char user[VAULT_USER_MAX]; /* to sign in with; "": as configured */
    char why[VAULT_WHY_MAX];   /* unless VAULT_GOOD: what is wrong, and what to do */
};

/* One question under way. */
struct vault_errand {
    const struct vault *vault;     /* borrowed */
    const struct account *account; /* borrowed */
    struct vault_question question;
    enum vault_place places[VAULT_PLACES]; /* to be looked at; VAULT_NOWHERE ends it */
    size_t at;
    struct command command; /* of the present place */
    struct vault_answer answer;
    bool over;
};

/* place is borrowed, and outlives it. */
void vault_open(const struct place *place, struct vault *ret);
void vault_close(struct vault *vault);

/* How an account signs in: as it says, or as the row of its provider does (NULL: none known). */
enum config_auth
vault_auth(const struct account *account, const struct providers_row *row);

/* "password", "refresh-token": as files and keyrings name it. */
const char *vault_kind_name(enum vault_kind kind);
/* "password_file", "the keyring": in a sentence. */
const char *vault_place_name(enum vault_place place);

/* The places that may have it, in order, VAULT_NOWHERE after the last. Pure. */
void vault_places(const struct account *account, enum vault_kind kind,
                  enum vault_place ret[VAULT_PLACES]);

/* ---- at once ---- */

/* Looks for it, 30 s at most for each place that is a program. What came of it is in ret, to be
 * wiped by vault_answer_wipe, and its outcome is returned. */
enum vault_outcome vault_get(const struct vault *vault, const struct account *account,
                             enum vault_kind kind, struct vault_answer *ret);
/* Keeps it. It is there for good when this returns VAULT_GOOD. */
enum vault_outcome
vault_put(const struct vault *vault, const struct account *account,
          enum vault_kind kind, struct message_bytes secret, struct vault_answer *ret);
/* Takes it away wherever it is kept. VAULT_ABSENT: it was nowhere. */
enum vault_outcome
vault_forget(const struct vault *vault, const struct account *account,
             enum vault_kind kind, struct vault_answer *ret);

void vault_answer_wipe(struct vault_answer *answer);

/* ---- without blocking ---- */

/* Begins; may be over at once. now: ms, as below. The secret of a question is borrowed until it
 * is over. */
void vault_begin(struct vault_errand *errand, const struct vault *vault,
                 const struct account *account, const struct vault_question *question,
                 int64_t now);
/* What to wait for (COMMAND_FDS entries), and until when (0: nothing is waited for). */
void vault_poll(const struct vault_errand *errand, struct pollfd *ret);
int64_t vault_due(const struct vault_errand *errand);
/* Goes on as far as it can; then errand->over says whether errand->answer is there. */
void vault_pump(struct vault_errand *errand, int64_t now);
bool vault_reaped(struct vault_errand *errand, pid_t pid, int status);
/* Ends and wipes it; what is being put or forgotten goes to its end. reap: also waits for its
 * process, else the caller's loop does. */
void vault_end(struct vault_errand *errand, bool reap);

#endif
