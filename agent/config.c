/* config: ndrwatch.conf, a strict INI file. Every fault is told at once, with its place. */
#include "agent/config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/word.h"
#include "imap/messages.h"

enum {
    TEXT_ROOM = 512,  /* bytes of a fault's sentence */
    VALUE_MAX = 1000, /* bytes of a value that goes to the helper (messages.c: 1024) */
};

/* How the value of a key is read: as it is, or as what it has to be. */
enum form {
    TEXT,
    PATH,
    ADDRESS,
    WORD, /* one of a few: take_idle */
    OWN,  /* in take_own; the field is no text */
};

/* The keys of [account NAME], in the order of `seen`. */
enum key {
    KEY_ADDRESS = 0,
    KEY_USER,
    KEY_HOST,
    KEY_PORT,
    KEY_TLS,
    KEY_CA_FILE,
    KEY_MAILBOX,
    KEY_SENT,
    KEY_DRAFTS,
    KEY_JUNK,
    KEY_IDLE,
    KEY_POLL,
    KEY_AUTHSERV_ID,
    KEY_LOOK_BACK,
    KEY_AUTH,
    KEY_PASSWORD_FILE,
    KEY_PASSWORD_COMMAND,
    KEY_TOKEN_COMMAND,
    KEY_GOA_ACCOUNT,
    KEY_CLIENT_ID,
    KEY_CLIENT_SECRET_COMMAND,
    KEY_TENANT,
    KEY_KIND,
    KEY_ADMIN,
    KEY_CHECK_DOMAINS,
    KEYS,
};

#define FIELD(name) offsetof(struct account, name)

// clang-format off
static const struct key_row {
    const char *name;
    enum form form;
    size_t field; /* a char * of struct account; OWN: 0 */
} keys[KEYS] = {
    [KEY_ADDRESS] =               {"address",               ADDRESS, FIELD(address)},
    [KEY_USER] =                  {"user",                  TEXT,    FIELD(user)},
    [KEY_HOST] =                  {"host",                  TEXT,    FIELD(host)},
    [KEY_PORT] =                  {"port",                  OWN,     0},
    [KEY_TLS] =                   {"tls",                   OWN,     0},
    [KEY_CA_FILE] =               {"ca_file",               PATH,    FIELD(ca_file)},
    [KEY_MAILBOX] =               {"mailbox",               TEXT,    FIELD(mailbox)},
    [KEY_SENT] =                  {"sent",                  TEXT,    FIELD(sent)},
    [KEY_DRAFTS] =                {"drafts",                TEXT,    FIELD(drafts)},
    [KEY_JUNK] =                  {"junk",                  TEXT,    FIELD(junk)},
    [KEY_IDLE] =                  {"idle",                  WORD,    FIELD(idle)},
    [KEY_POLL] =                  {"poll",                  OWN,     0},
    [KEY_AUTHSERV_ID] =           {"authserv_id",           TEXT,    FIELD(authority)},
    [KEY_LOOK_BACK] =             {"look_back",             OWN,     0},
    [KEY_AUTH] =                  {"auth",                  OWN,     0},
    [KEY_PASSWORD_FILE] =         {"password_file",         PATH,    FIELD(password_file)},
    [KEY_PASSWORD_COMMAND] =      {"password_command",      TEXT,    FIELD(password_command)},
    [KEY_TOKEN_COMMAND] =         {"token_command",         TEXT,    FIELD(token_command)},
    [KEY_GOA_ACCOUNT] =           {"goa_account",           TEXT,    FIELD(goa_account)},
    [KEY_CLIENT_ID] =             {"client_id",             TEXT,    FIELD(client_id)},
    [KEY_CLIENT_SECRET_COMMAND] = {"client_secret_command", TEXT,    FIELD(client_secret_command)},
    [KEY_TENANT] =                {"tenant",                TEXT,    FIELD(tenant)},
    [KEY_KIND] =                  {"kind",                  OWN,     0},
    [KEY_ADMIN] =                 {"admin",                 ADDRESS, FIELD(admin)},
    [KEY_CHECK_DOMAINS] =         {"check_domains",         OWN,     0},
};
// clang-format on

struct reader {
    const struct config_folders *folders;
    struct config *config;
    struct config_faults *faults;
    struct account *account;   /* the section we are in, or NULL */
    size_t room;               /* of config->accounts */
    bool in_section;           /* false: before the first one */
    unsigned look_back;        /* of accounts that do not say */
    const char *check_domains; /* the same: "yes", "no", "knock"; NULL: unsaid */
    unsigned seen[KEYS];       /* line of each key of this account; 0: not yet */
};

/* ---- faults ---- */

__attribute__((format(printf, 5, 6))) static void
fault(struct reader *reader, unsigned line, size_t column, const char *hint,
      const char *format, ...)
{
    struct config_faults *faults = reader->faults;
    if (faults->count == CONFIG_FAULTS_MAX) {
        faults->more++;
        return;
    }
    if (faults->count == faults->room) {
        size_t room = faults->room ? faults->room * 2 : 8;
        struct config_fault *at = realloc(faults->at, room * sizeof *at);
        if (!at) {
            faults->no_memory = true;
            return;
        }
        faults->at = at;
        faults->room = room;
    }
    char text[TEXT_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct config_fault one = {.line = line,
                               .column = (unsigned)column,
                               .text = strdup(text),
                               .hint = strdup(hint)};
    if (!one.text || !one.hint) {
        free(one.text);
        free(one.hint);
        faults->no_memory = true;
        return;
    }
    faults->at[faults->count++] = one;
}

/* False, with the fault told, where the line is not text. */
static bool
check_text(struct reader *reader, const struct word *line)
{
    for (size_t i = 0; i < line->length;) {
        const unsigned char *at = (const unsigned char *)line->at + i;
        size_t size = word_character(at, line->length - i);
        if (size == 0) {
            fault(reader, line->number, word_column(line, line->at + i),
                  "save the file as UTF-8", "byte 0x%02x is not UTF-8", at[0]);
            return false;
        }
        if ((at[0] < ' ' && at[0] != '\t') || at[0] == 0x7f) {
            fault(reader, line->number, word_column(line, line->at + i),
                  "delete it: it cannot be seen, but it is there",
                  "control character 0x%02x", at[0]);
            return false;
        }
        i += size;
    }
    return true;
}

/* The field of a key that is a text. */
static char **
field_of(struct account *account, enum key key)
{
    return (char **)(void *)((char *)account + keys[key].field);
}

static void
unknown_key(struct reader *reader, const struct word *line, const struct word *word)
{
    const char *best = NULL;
    unsigned least = WORD_FAR;
    for (size_t i = 0; i < KEYS; i++) {
        unsigned far = word_distance(word, keys[i].name);
        if (far < least) {
            least = far;
            best = keys[i].name;
        }
    }
    char hint[TEXT_ROOM] = "an account has ";
    if (best)
        snprintf(hint, sizeof hint, "did you mean '%s'?", best);
    for (size_t i = 0; !best && i < KEYS; i++) {
        size_t length = strlen(hint);
        snprintf(hint + length, sizeof hint - length, "%s%s", i > 0 ? ", " : "",
                 keys[i].name);
    }
    fault(reader, line->number, word_column(line, word->at), hint, "unknown key '%.*s'",
          word_shown(word), word->at);
}

/* ---- values ---- */

static const char PASSWORD_HINT[] =
    "write password_file = FILE (its first line is the password; chmod 600 it) or "
    "password_command = COMMAND (its output is the password, as with pass or secret-tool)";

/* "~/x" from the home, "/x" as it is, "x" from the folder of the file. */
static char *
read_path(struct reader *reader, const struct word *line, const struct word *value)
{
    char *path = NULL;
    int length = (int)value->length;
    if (value->at[0] == '/')
        return strndup(value->at, value->length);
    if (value->at[0] != '~') {
        if (asprintf(&path, "%s/%.*s", reader->folders->file, length, value->at) < 0)
            path = NULL;
        return path;
    }
    if (value->length > 1 && value->at[1] != '/') {
        fault(reader, line->number, word_column(line, value->at),
              "write the whole path",
              "'%.*s': only ~/ is known, not the home of somebody else",
              word_shown(value), value->at);
        return strndup("", 0);
    }
    if (reader->folders->home[0] == '\0') {
        fault(reader, line->number, word_column(line, value->at),
              "write the whole path", "'~' needs a home, and HOME is not set");
        return strndup("", 0);
    }
    if (asprintf(&path, "%s%.*s", reader->folders->home, length - 1, value->at + 1) < 0)
        path = NULL;
    return path;
}

static void
keep(struct reader *reader, char **field, char *text)
{
    if (!text)
        reader->faults->no_memory = true;
    free(*field);
    *field = text;
}

static void
take_tls(struct reader *reader, const struct word *line, const struct word *value)
{
    size_t column = word_column(line, value->at);
    if (word_equals(value, "starttls"))
        reader->account->starttls = true;
    else if (!word_equals(value, "implicit"))
        fault(reader, line->number, column,
              "write tls = implicit, or leave it out; tls = starttls only where the "
              "server has nothing better",
              "tls is 'implicit' or 'starttls', not '%.*s'", word_shown(value),
              value->at);
}

static void
take_days(struct reader *reader, const struct word *line, const struct word *value,
          unsigned *ret)
{
    if (!word_number(value, 0, MESSAGE_DAYS_MAX, ret))
        fault(
            reader, line->number, word_column(line, value->at),
            "leave the line out for 14; `ndrwatch scan --all` looks at everything once",
            "look_back is a number of days from 0 to %d, not '%.*s'", MESSAGE_DAYS_MAX,
            word_shown(value), value->at);
}

/* "yes", "no" or "knock" into ret; else the fault is told. */
static void
take_yes(struct reader *reader, const struct word *line, const struct word *value,
         const char **ret)
{
    if (word_equals(value, "yes"))
        *ret = "yes";
    else if (word_equals(value, "no"))
        *ret = "no";
    else if (word_equals(value, "knock"))
        *ret = "knock";
    else
        fault(reader, line->number, word_column(line, value->at),
              "check_domains = no asks the Domain Name System nothing by itself, knock "
              "asks mail servers, too, whether they answer",
              "check_domains is 'yes', 'no' or 'knock', not '%.*s'", word_shown(value),
              value->at);
}

static void
take_idle(struct reader *reader, const struct word *line, const struct word *value)
{
    if (!word_equals(value, "yes") && !word_equals(value, "lossy") &&
        !word_equals(value, "no"))
        fault(reader, line->number, word_column(line, value->at),
              "leave the line out: ndrwatch finds out by itself",
              "idle is 'yes', 'lossy' or 'no', not '%.*s'", word_shown(value),
              value->at);
    keep(reader, &reader->account->idle, strndup(value->at, value->length));
}

static void
take_poll(struct reader *reader, const struct word *line, const struct word *value)
{
    if (!word_number(value, CONFIG_POLL_LEAST, CONFIG_POLL_MOST,
                     &reader->account->poll))
        fault(reader, line->number, word_column(line, value->at),
              "leave the line out for what suits the provider",
              "poll is a number of seconds from %d to %d, not '%.*s'",
              CONFIG_POLL_LEAST, CONFIG_POLL_MOST, word_shown(value), value->at);
}

static void
take_kind(struct reader *reader, const struct word *line, const struct word *value)
{
    reader->account->office = word_equals(value, "office");
    if (!reader->account->office && !word_equals(value, "personal"))
        fault(reader, line->number, word_column(line, value->at),
              "an account that somebody looks after is office; leave the line out "
              "otherwise",
              "kind is 'personal' or 'office', not '%.*s'", word_shown(value),
              value->at);
}

/* An address of mail; the fault is told where it is none. */
static void
take_address(struct reader *reader, const struct word *line, const struct word *value,
             char **ret)
{
    if (!word_is_address(value))
        fault(reader, line->number, word_column(line, value->at),
              "it looks like you@example.org", "'%.*s' is not a mail address",
              word_shown(value), value->at);
    keep(reader, ret, strndup(value->at, value->length));
}

static void
take_auth(struct reader *reader, const struct word *line, const struct word *value)
{
    if (word_equals(value, "password"))
        reader->account->auth = CONFIG_PASSWORD;
    else if (word_equals(value, "oauth2"))
        reader->account->auth = CONFIG_OAUTH2;
    else
        fault(reader, line->number, word_column(line, value->at),
              "leave the line out: what the provider asks for is known of most",
              "auth is 'password' or 'oauth2', not '%.*s'", word_shown(value),
              value->at);
}

/* A value that is no text. */
static void
take_own(struct reader *reader, enum key key, const struct word *line,
         const struct word *value)
{
    struct account *account = reader->account;
    if (key == KEY_TLS) {
        take_tls(reader, line, value);
    } else if (key == KEY_POLL) {
        take_poll(reader, line, value);
    } else if (key == KEY_AUTH) {
        take_auth(reader, line, value);
    } else if (key == KEY_KIND) {
        take_kind(reader, line, value);
    } else if (key == KEY_LOOK_BACK) {
        take_days(reader, line, value, &account->look_back);
    } else if (key == KEY_CHECK_DOMAINS) {
        const char *said = "no";
        take_yes(reader, line, value, &said);
        account->check_domains = said[0] != 'n';
        account->knock = said[0] == 'k';
    } else if (!word_number(value, 1, UINT16_MAX, &account->port)) {
        fault(reader, line->number, word_column(line, value->at),
              "leave the line out for 993, or 143 with tls = starttls",
              "the port is a number from 1 to 65535, not '%.*s'", word_shown(value),
              value->at);
    }
}

static void
take_value(struct reader *reader, enum key key, const struct word *line,
           const struct word *value)
{
    char **field = field_of(reader->account, key);
    switch (keys[key].form) {
    case TEXT:
        if (key == KEY_HOST && !word_is_host(value))
            fault(reader, line->number, word_column(line, value->at),
                  "it looks like imap.example.org; the port has a line of its own",
                  "'%.*s' is not the name of a server", word_shown(value), value->at);
        keep(reader, field, strndup(value->at, value->length));
        break;
    case PATH:
        keep(reader, field, read_path(reader, line, value));
        break;
    case ADDRESS:
        take_address(reader, line, value, field);
        break;
    case WORD:
        take_idle(reader, line, value);
        break;
    case OWN:
        take_own(reader, key, line, value);
        break;
    }
}

/* ---- lines ---- */

static void
take_pair(struct reader *reader, const struct word *line)
{
    const char *equal = memchr(line->at, '=', line->length);
    struct word word = word_trimmed(*line);
    if (!equal) {
        /* Not repeated: what looks like no key may well be a password. */
        fault(reader, line->number, word_column(line, word.at),
              "a line is KEY = VALUE, [account NAME], or starts with # as a remark",
              "this line has no '='");
        return;
    }
    word = word_trimmed(
        (struct word){line->at, (size_t)(equal - line->at), line->number});
    struct word value = word_trimmed((struct word){
        equal + 1, line->length - (size_t)(equal + 1 - line->at), line->number});
    size_t column = word_column(line, word.at);
    if (!reader->in_section && word_equals(&word, keys[KEY_LOOK_BACK].name)) {
        take_days(reader, line, &value, &reader->look_back);
        return;
    }
    if (!reader->in_section && word_equals(&word, keys[KEY_CHECK_DOMAINS].name)) {
        take_yes(reader, line, &value, &reader->check_domains);
        return;
    }
    if (!reader->in_section) {
        fault(reader, line->number, column, "put [account NAME] on a line before it",
              "'%.*s' stands before any section", word_shown(&word), word.at);
        return;
    }
    if (word_equals(&word, "password") || word_equals(&word, "pass")) {
        fault(
            reader, line->number, column, PASSWORD_HINT,
            "a password is not kept in this file, which gets copied and shown around");
        return;
    }
    if (!reader->account)
        return; /* within a section already found wrong */
    enum key key = KEY_ADDRESS;
    while (key < KEYS && !word_equals(&word, keys[key].name))
        key++;
    if (key == KEYS) {
        unknown_key(reader, line, &word);
        return;
    }
    if (reader->seen[key]) {
        fault(reader, line->number, column, "keep one of them",
              "'%s' is there twice, first on line %u", keys[key].name,
              reader->seen[key]);
        return;
    }
    reader->seen[key] = line->number;
    if (value.length == 0 || value.length > VALUE_MAX) {
        fault(reader, line->number, word_column(line, value.at),
              value.length == 0 ? "write a value after the '=', or leave the line out"
                                : "",
              value.length == 0 ? "'%s' has no value" : "the value of '%s' is too long",
              keys[key].name);
        return;
    }
    take_value(reader, key, line, &value);
}

/* One source at most, and one that is of the kind of sign-in. */
static void
check_source(struct reader *reader)
{
    static const enum key sources[] = {KEY_PASSWORD_FILE, KEY_PASSWORD_COMMAND,
                                       KEY_TOKEN_COMMAND, KEY_GOA_ACCOUNT,
                                       KEY_CLIENT_ID};
    struct account *account = reader->account;
    enum key first = KEYS;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        enum key key = sources[i];
        if (!reader->seen[key])
            continue;
        if (first != KEYS)
            fault(reader,
                  reader->seen[key] > reader->seen[first] ? reader->seen[key]
                                                          : reader->seen[first],
                  1, "keep one of them", "account '%s' has a %s and a %s",
                  account->name, keys[first].name, keys[key].name);
        first = key;
    }
    bool password = first == KEY_PASSWORD_FILE || first == KEY_PASSWORD_COMMAND;
    bool token = first == KEY_TOKEN_COMMAND || first == KEY_CLIENT_ID;
    if ((password && account->auth == CONFIG_OAUTH2) ||
        (token && account->auth == CONFIG_PASSWORD))
        fault(reader, reader->seen[KEY_AUTH], 1, "leave this line out",
              "auth = %s does not go with %s", password ? "oauth2" : "password",
              keys[first].name);
    if (password)
        account->auth = CONFIG_PASSWORD;
    if (token)
        account->auth = CONFIG_OAUTH2;
    if (reader->seen[KEY_CLIENT_SECRET_COMMAND] && first != KEY_CLIENT_ID)
        fault(reader, reader->seen[KEY_CLIENT_SECRET_COMMAND], 1,
              "add: client_id = the id of your own registration",
              "account '%s' has a client_secret_command and no client_id",
              account->name);
}

/* What only the end of a section shows. */
static void
end_section(struct reader *reader)
{
    struct account *account = reader->account;
    if (!account)
        return;
    if (!reader->seen[KEY_PORT])
        account->port = account->starttls ? 143 : 993; /* RFC 8314, section 7.2 */
    if (!reader->seen[KEY_CHECK_DOMAINS])
        account->check_domains = reader->check_domains ? reader->check_domains[0] != 'n'
                                                       : !account->office;
    if (!reader->seen[KEY_CHECK_DOMAINS])
        account->knock = reader->check_domains && reader->check_domains[0] == 'k';
    if (!reader->seen[KEY_ADDRESS])
        fault(reader, account->line, 1, "add: address = you@example.org",
              "account '%s' has no address", account->name);
    if (!reader->seen[KEY_HOST])
        fault(reader, account->line, 1, "add: host = imap.example.org",
              "account '%s' has no host", account->name);
    check_source(reader);
    if (reader->seen[KEY_ADMIN] && !account->office)
        fault(reader, reader->seen[KEY_ADMIN], 1, "add: kind = office",
              "account '%s' has an admin, but is nobody's office", account->name);
    if (!account->user)
        keep(reader, &account->user, strdup(account->address ? account->address : ""));
    if (!account->mailbox)
        keep(reader, &account->mailbox, strdup("INBOX"));
    for (enum key key = 0; key < KEYS; key++)
        if (keys[key].form != OWN && !*field_of(account, key))
            keep(reader, field_of(account, key), strdup(""));
    reader->account = NULL;
}

static struct account *
add_account(struct reader *reader, const struct word *line, const struct word *name)
{
    struct config *config = reader->config;
    if (config->count == MESSAGE_ACCOUNTS_MAX) {
        fault(reader, line->number, 1, "", "more than %d accounts",
              MESSAGE_ACCOUNTS_MAX);
        return NULL;
    }
    for (size_t i = 0; i < config->count; i++) {
        if (!word_equals(name, config->accounts[i].name))
            continue;
        fault(reader, line->number, word_column(line, name->at), "give it another name",
              "account '%.*s' is there already, on line %u", word_shown(name), name->at,
              config->accounts[i].line);
        return NULL;
    }
    if (config->count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 4;
        struct account *accounts = realloc(config->accounts, room * sizeof *accounts);
        if (!accounts) {
            reader->faults->no_memory = true;
            return NULL;
        }
        config->accounts = accounts;
        reader->room = room;
    }
    struct account *account = &config->accounts[config->count];
    *account = (struct account){.name = strndup(name->at, name->length),
                                .line = line->number,
                                .look_back = reader->look_back};
    if (!account->name) {
        reader->faults->no_memory = true;
        return NULL;
    }
    config->count++;
    return account;
}

static void
take_section(struct reader *reader, const struct word *line, struct word inner)
{
    end_section(reader);
    reader->in_section = true;
    memset(reader->seen, 0, sizeof reader->seen);
    size_t column = word_column(line, inner.at);
    if (inner.at[inner.length - 1] != ']' || inner.length < 2) {
        fault(reader, line->number, column, "write [account NAME]",
              "the section has no closing ']'");
        return;
    }
    inner = word_trimmed((struct word){inner.at + 1, inner.length - 2, inner.number});
    struct word kind = inner;
    while (kind.length > 0 && memchr(kind.at, ' ', kind.length))
        kind.length = (size_t)((const char *)memchr(kind.at, ' ', kind.length) -
                               kind.at);
    struct word name = word_trimmed(
        (struct word){kind.at + kind.length, inner.length - kind.length, inner.number});
    if (!word_equals(&kind, "account")) {
        bool close = word_distance(&kind, "account") < WORD_FAR;
        fault(reader, line->number, word_column(line, kind.at),
              close ? "did you mean [account NAME]?"
                    : "there are only [account NAME] ones",
              "unknown section '%.*s'", word_shown(&kind), kind.at);
    } else if (name.length == 0) {
        fault(reader, line->number, column,
              "write [account work], or any name you like", "the account has no name");
    } else if (!word_is_name(&name)) {
        fault(reader, line->number, word_column(line, name.at),
              "use up to 64 letters, digits and . - _ @ +",
              "'%.*s' cannot be an account's name", word_shown(&name), name.at);
    } else {
        reader->account = add_account(reader, line, &name);
    }
}

static void
take_line(struct reader *reader, const struct word *line)
{
    if (line->length > CONFIG_LINE_MAX) {
        fault(reader, line->number, CONFIG_LINE_MAX + 1, "",
              "the line is longer than %d bytes", CONFIG_LINE_MAX);
        return;
    }
    if (!check_text(reader, line))
        return;
    struct word inner = word_trimmed(*line);
    if (inner.length == 0 || inner.at[0] == '#' || inner.at[0] == ';')
        return;
    if (inner.at[0] == '[')
        take_section(reader, line, inner);
    else
        take_pair(reader, line);
}

static int
by_line(const void *left, const void *right)
{
    const struct config_fault *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

bool
config_read(const char *text, size_t length, const struct config_folders *folders,
            struct config **ret, struct config_faults *faults)
{
    struct reader reader = {
        .folders = folders, .faults = faults, .look_back = CONFIG_LOOK_BACK};
    reader.config = calloc(1, sizeof *reader.config);
    if (!reader.config) {
        faults->no_memory = true;
        return false;
    }
    size_t at = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    unsigned number = 0;
    while (at < length) {
        const char *end = memchr(text + at, '\n', length - at);
        struct word line = {text + at, end ? (size_t)(end - text) - at : length - at,
                            ++number};
        at += line.length + 1;
        if (line.length > 0 && line.at[line.length - 1] == '\r')
            line.length--;
        take_line(&reader, &line);
    }
    end_section(&reader);
    if (reader.config->count == 0 && faults->count == 0)
        fault(&reader, number ? number : 1, 1, "add a section [account NAME]",
              "there is no account in it");
    if (faults->count > 1)
        qsort(faults->at, faults->count, sizeof *faults->at, by_line);
    if (faults->count > 0 || faults->no_memory) {
        config_free(reader.config);
        return false;
    }
    *ret = reader.config;
    return true;
}

void
config_free(struct config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < config->count; i++) {
        struct account *account = &config->accounts[i];
        free(account->name);
        for (enum key key = 0; key < KEYS; key++)
            if (keys[key].form != OWN)
                free(*field_of(account, key));
    }
    free(config->accounts);
    free(config);
}

void
config_faults_free(struct config_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->at[i].text);
        free(faults->at[i].hint);
    }
    free(faults->at);
    *faults = (struct config_faults){0};
}
