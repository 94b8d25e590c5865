/* config: ndrwatch.conf, a strict INI file. Every fault is told at once, with its place.
 *
 *     struct config *config;
 *     struct config_faults faults = {0};
 *     if (!config_read(text, length, &folders, &config, &faults))
 *         for (size_t i = 0; i < faults.count; i++)
 *             puts(faults.at[i].text);
 *     config_faults_free(&faults);
 */
#ifndef AGENT_CONFIG_H
#define AGENT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/place.h"

enum {
    CONFIG_FILE_MAX = 1 << 20, /* bytes: 4096 accounts of 256 bytes */
    CONFIG_LINE_MAX = 4096,  /* bytes: a path of PATH_MAX hardly fits, and should not */
    CONFIG_FAULTS_MAX = 100, /* nobody reads more; the rest are counted */
    CONFIG_POLL_LEAST = 30,  /* seconds: no server is asked more often */
    CONFIG_POLL_MOST = 24 * 3600, /* seconds: who looks less often does not watch */
    CONFIG_WHY_MAX = 512,         /* bytes of a sentence */
    CONFIG_LOOK_BACK = 14,        /* days: what came back before is no news any more */
};

/* How an account signs in. */
enum config_auth {
    CONFIG_AUTH_UNSAID = 0, /* as its provider's row has it: vault_auth */
    CONFIG_PASSWORD,
    CONFIG_OAUTH2,
};

struct account {
    char *name;
    char *address; /* "you@outlook.com" */
    char *user;    /* the address, unless said */
    char *host;
    char *mailbox; /* "INBOX", unless said */
    char *idle;    /* "yes", "lossy", "no"; "": as is known of the provider */
    unsigned poll; /* seconds between looks where there is no IDLE; 0: the same */
    char *sent, *drafts,
        *junk; /* folders; "": found by what they say, or by their names */
    char *
        authority; /* authserv_id: by which the provider signs its Authentication-Results; "":
                      * as is known of it (genuine.h) */
    char *ca_file; /* absolute; "": the system's */
    enum config_auth auth;
    /* Where the secret is: at most one of these five; none: it is kept (vault.h). */
    char *password_file;    /* absolute; "" */
    char *password_command; /* for /bin/sh -c; "" */
    char *token_command;    /* the same: it prints an access token; "" */
    char *goa_account;      /* its address in GNOME Online Accounts; "" */
    char *client_id;        /* of a registration with the sign-in service; "": ours */
    char *client_secret_command; /* for /bin/sh -c, goes with client_id; "" */
    char *tenant;       /* of Microsoft: whose sign-in page; "": as the address says */
    unsigned port;      /* 993, or 143 with STARTTLS, unless said */
    char *admin;        /* who looks after the office's mail; "" */
    bool starttls;      /* TLS begins after a plain greeting */
    bool office;        /* kind = office: words speak of "your IT" */
    unsigned look_back; /* days of the first look; CONFIG_LOOK_BACK, unless said */
    bool check_domains; /* look up the domains of one's own returned mail (checks.h) */
    bool
        knock; /* and port 25 of those that do not answer: check_domains = knock (door.h) */
    unsigned line; /* of its section */
};

struct config {
    struct account *accounts;
    size_t count;
};

struct config_fault {
    unsigned line, column; /* from 1; column in characters */
    char *text;            /* a sentence without its full stop */
    char *hint;            /* what to do; "" where the text says it */
};

struct config_faults {
    struct config_fault *at;
    size_t count, room;
    size_t more; /* over CONFIG_FAULTS_MAX */
    bool no_memory;
};

/* What a path in the file may lean on. */
struct config_folders {
    const char *home; /* for "~/"; "" where there is none */
    const char *file; /* the folder of the file: other paths are relative to it */
};

/* Reads the text, any bytes. Pure. True with *ret where there is no fault; else false, the
 * faults in the order of the file, *ret untouched. The faults are the caller's to free. */
bool config_read(const char *text, size_t length, const struct config_folders *folders,
                 struct config **ret, struct config_faults *faults);

/* Reads place->config and says on standard error what is wrong with it. Returns 0 or a
 * sysexits code; *ret is written on 0 alone. */
int config_load(const struct place *place, struct config **ret);

/* config_read of a text that is, or is to be, the place's file. */
bool config_read_for(const struct place *place, const char *text, size_t length,
                     struct config **ret, struct config_faults *faults);

/* The bytes of that file, malloc'ed; NULL and 0 where there is none. Returns 0 or an errno. */
int config_text(const struct place *place, char **ret, size_t *length);

/* Writes the file anew, 0600, with the folders above it; the one before stays beside it as
 * FILE.before. Temp, fsync, rename: at any moment one of the two is there whole. False: why says
 * what is wrong. */
bool config_save(const struct place *place, const char *text, size_t length,
                 char why[CONFIG_WHY_MAX]);

enum config_undo {
    CONFIG_UNDONE = 0,
    CONFIG_NO_UNDO, /* nothing has been saved yet */
    CONFIG_UNDO_FAILED,
};

/* Takes the last config_save back; the file of now becomes FILE.before, so that the same again
 * brings it back. */
enum config_undo config_undo(const struct place *place, char why[CONFIG_WHY_MAX]);

/* The same without a word, for what can do without it. NULL: there is none, or it has faults. */
struct config *config_peek(const struct place *place);

/* Frees it. NULL is fine. */
void config_free(struct config *config);
void config_faults_free(struct config_faults *faults);

#endif
