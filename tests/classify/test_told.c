/* What each mail with facts beside it must be told as: NAME.facts says what a careful reader
 * finds in NAME.eml, a mail of a system or of a person, as it comes and with CRLF.
 *
 *     kind: failed | delayed | none
 *     message-id: <...>           of the mail that came back; left out where it is not shown
 *     reporter: HOST              that wrote the report; left out where nothing shows it
 *     diagnostic: WORDS           of the first recipient; left out where they do not matter
 *     recipient: ADDRESS KIND STATUS CAUSE...     "-" where no field carries a status;
 *                                                 any of the causes will do
 */
#include "tests/support/check.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 16,
    LINE_ROOM = 1024,
    WANTED_MAX = 48,
    CAUSES_MAX = 12,
};

struct wanted {
    char line[LINE_ROOM];
    const char *recipient, *kind, *status;
    const char *causes[CAUSES_MAX + 1]; /* up to NULL */
    bool met;
};

struct facts {
    char kind[LINE_ROOM];
    char message_id[LINE_ROOM];
    char diagnostic[LINE_ROOM];
    char reporter[LINE_ROOM];
    struct wanted wanted[WANTED_MAX];
    size_t count;
};

static const char *folder;
static char mail[2 * MAIL_MAX];
static size_t length;
static char wrong[2 * LINE_ROOM];

static FILE *
beside(const char *name, const char *suffix)
{
    char path[2 * LINE_ROOM];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("%s cannot be opened", path);
    return in;
}

static void
load(const char *name)
{
    char path[2 * LINE_ROOM];
    snprintf(path, sizeof path, "%s/%s.eml", folder, name);
    length = mail_load(path, mail, MAIL_MAX);
}

static void
take_recipient(struct facts *facts, const char *line)
{
    assert_true(facts->count < WANTED_MAX);
    struct wanted *wanted = &facts->wanted[facts->count++];
    size_t count = 0;
    snprintf(wanted->line, sizeof wanted->line, "%s", line);
    wanted->recipient = strtok(wanted->line, " \n");
    wanted->kind = strtok(NULL, " \n");
    wanted->status = strtok(NULL, " \n");
    while ((wanted->causes[count] = strtok(NULL, " \n")))
        assert_true(++count <= CAUSES_MAX);
    assert_true(count > 0);
}

static void
take_line(struct facts *facts, const char *line)
{
    if (sscanf(line, "kind: %1023s", facts->kind) == 1)
        return;
    if (sscanf(line, "message-id: %1023s", facts->message_id) == 1)
        return;
    if (sscanf(line, "reporter: %1023s", facts->reporter) == 1)
        return;
    if (sscanf(line, "diagnostic: %1023[^\n]", facts->diagnostic) == 1)
        return;
    if (strncmp(line, "recipient: ", 11) != 0)
        fail_msg("unknown line: %s", line);
    take_recipient(facts, line + 11);
}

static struct facts
read_facts(const char *name)
{
    static struct facts facts;
    char line[LINE_ROOM];
    facts = (struct facts){0};
    FILE *in = beside(name, ".facts");
    while (fgets(line, sizeof line, in))
        take_line(&facts, line);
    fclose(in);
    assert_true(*facts.kind);
    assert_true((facts.count == 0) == (strcmp(facts.kind, "none") == 0));
    return facts;
}

static bool __attribute__((format(printf, 1, 2))) differs(const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    vsnprintf(wrong, sizeof wrong, format, rest);
    va_end(rest);
    return true;
}

static const char *
kind_word(enum bounce_kind kind)
{
    static const char *const words[] = {
        [BOUNCE_FAILED] = "failed",     [BOUNCE_DELAYED] = "delayed",
        [BOUNCE_RELAYED] = "relayed",   [BOUNCE_DELIVERED] = "delivered",
        [BOUNCE_EXPANDED] = "expanded",
    };
    return (size_t)kind < COUNT(words) ? words[kind] : "another kind";
}

static bool
failure_differs(const struct bounce *bounce, const struct bounce_failure *failure,
                struct wanted *wanted)
{
    struct bounce_diagnosis why = bounce_diagnose(bounce, failure);
    const char *cause = bounce_advise(why.cause, BOUNCE_FOR_SENDER)->id;
    wanted->met = true;
    if (strcmp(kind_word(failure->kind), wanted->kind) != 0)
        return differs("%s is told as %s", wanted->recipient, kind_word(failure->kind));
    if (strcmp(wanted->status, "-") != 0 &&
        strcmp(failure->status, wanted->status) != 0)
        return differs("%s has status %s", wanted->recipient, failure->status);
    for (size_t i = 0; wanted->causes[i]; i++)
        if (strcmp(wanted->causes[i], cause) == 0)
            return false;
    return differs("%s has cause %s by rule %s", wanted->recipient, cause, why.rule);
}

static struct wanted *
find_wanted(struct facts *facts, const char *recipient)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->wanted[i].recipient, recipient) == 0)
            return &facts->wanted[i];
    return NULL;
}

static bool
bounce_differs(const struct bounce *bounce, struct facts *facts)
{
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct wanted *wanted = find_wanted(facts, f->recipient);
        if (!wanted)
            return differs("<%s> is no recipient of it", f->recipient);
        if (failure_differs(bounce, f, wanted))
            return true;
    }
    for (size_t i = 0; i < facts->count; i++)
        if (!facts->wanted[i].met)
            return differs("%s is missing", facts->wanted[i].recipient);
    if (strcmp(kind_word(bounce->kind), facts->kind) != 0)
        return differs("the mail is told as %s", kind_word(bounce->kind));
    if (*facts->message_id &&
        strcmp(bounce->original->message_id, facts->message_id) != 0)
        return differs("its Message-ID is read as %s", bounce->original->message_id);
    const char *said = bounce->failures->diagnostic;
    if (*facts->diagnostic && strcmp(said, facts->diagnostic) != 0)
        return differs("its diagnostic is read as %s", said);
    if (*facts->reporter && strcmp(bounce->reporter, facts->reporter) != 0)
        return differs("its reporter is read as %s", bounce->reporter);
    return false;
}

/* Whether the mail is told as something else than its facts say; `wrong` says what. */
static bool
told_differently(const char *name)
{
    struct facts facts = read_facts(name);
    struct bounce *bounce = NULL;
    bool is_none = strcmp(facts.kind, "none") == 0;
    enum bounce_result result = bounce_read(mail, length, NULL, &bounce);
    if (result != BOUNCE_READ)
        return !is_none && differs("it is not noticed");
    bool differ = is_none ? bounce->kind <= BOUNCE_DELAYED &&
                                differs("it raises a false alarm: %s",
                                        kind_word(bounce->kind))
                          : bounce_differs(bounce, &facts);
    bounce_free(bounce);
    return differ;
}

/* Is it told as its facts say, with LF as with CRLF? */
static bool
is_told_well(const char *name)
{
    load(name);
    bool differ = told_differently(name);
    length = mail_crlf(mail, length); /* as it comes over IMAP */
    differ = told_differently(name) || differ;
    if (differ)
        print_error("%s: %s\n", name, wrong);
    return !differ;
}

static void
tells_every_mail(void **state)
{
    (void)state;
    int told_wrongly = 0, mails = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char name[LINE_ROOM];
        size_t size = strlen(entry->d_name), suffix = strlen(".facts");
        if (size <= suffix || strcmp(entry->d_name + size - suffix, ".facts") != 0)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(size - suffix), entry->d_name);
        told_wrongly += !is_told_well(name);
        mails++;
    }
    closedir(dir);
    assert_true(mails > 0);
    assert_int_equal(told_wrongly, 0);
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_told FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_every_mail),
    };
    return cmocka_run_group_tests_name("told", tests, NULL, NULL);
}
