/* cmd_check_domain: `ndrwatch check-domain`, whether a domain can take mail, asked from here. */
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/child.h"
#include "agent/clock.h"
#include "agent/cmd.h"
#include "agent/domain.h"
#include "agent/inquiry.h"
#include "agent/log.h"
#include "agent/question.h"
#include "agent/terminal.h"
#include "agent/typo.h"

static const char HELP[] =
    "usage: ndrwatch check-domain DOMAIN [--json]\n"
    "\n"
    "Asks the Domain Name System whether a domain can take mail, and says what is\n"
    "wrong: mistyped, given up, without a mail server, refusing all mail, broken. The\n"
    "answer is what this computer sees; others may see something else. Takes 15\n"
    "seconds at most. Nothing is asked of the domain's mail servers themselves.\n"
    "To be told when one that is down can be found again: ndrwatch watch DOMAIN\n"
    "\n"
    "  DOMAIN  the part after the @; a whole address will do\n"
    "  --json  one JSON object, with each question and its answers\n"
    "\n"
    "exit codes: 0 mail can arrive, 1 it cannot, 75 it could not be told from here\n"
    "\n"
    "ndrwatch check-domain example.com\n";

enum {
    SLOW = 1000, /* ms: from then on a terminal is told what goes on */
    INDENT = 2,
    WIDTH = 78
};

/* Until all is known; a terminal is told what takes long. */
static void
wait_for(struct inquiry *inquiry)
{
    int64_t began = clock_boot(), now = began;
    bool told = !isatty(STDERR_FILENO);
    while (!inquiry->over) {
        struct pollfd wait = inquiry_poll(inquiry);
        int64_t until = told ? inquiry->deadline : began + SLOW;
        poll(&wait, 1, until > now ? (int)(until - now) : 0);
        now = clock_boot();
        inquiry_pump(inquiry, now);
        if (told || inquiry->over || now < began + SLOW)
            continue;
        told = true;
        fprintf(stderr, "ndrwatch: asking about %s: %d seconds at most ...\n",
                inquiry->domain, INQUIRY_PATIENCE / 1000);
    }
}

/* Wrapped at WIDTH; words are ASCII, or few characters more. */
static void
print_wrapped(const char *text)
{
    size_t column = INDENT;
    printf("%*s", INDENT, "");
    while (*text) {
        size_t word = strcspn(text, " ");
        if (column > INDENT && column + word > WIDTH) {
            printf("\n%*s", INDENT, "");
            column = INDENT;
        }
        printf("%.*s", (int)word, text);
        column += word;
        text += word;
        if (*text == ' ') {
            text++;
            if (*text && column + 1 + strcspn(text, " ") <= WIDTH) {
                putchar(' ');
                column++;
            } else {
                column = WIDTH;
            }
        }
    }
    putchar('\n');
}

static void
print_words(const struct inquiry *inquiry, const struct domain_findings *found,
            const struct typo *typo)
{
    char when[CLOCK_TEXT_MAX];
    clock_words(clock_now(), when);
    printf("%s, seen from this computer on %s:\n\n", inquiry->domain, when);
    for (size_t i = 0; i < found->count; i++)
        print_wrapped(found->at[i].text);
    if (typo->why != TYPO_NONE)
        printf("\n  Did you mean %s?\n", typo->meant);
}

static void
print_json(const struct inquiry *inquiry, const struct domain_findings *found,
           const struct typo *typo)
{
    char when[CLOCK_TEXT_MAX];
    json_t *list = json_array();
    clock_stamp(clock_now(), when);
    for (size_t i = 0; i < found->count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s}", "id", found->at[i].id,
                                        "grade", domain_grade_name(found->at[i].grade),
                                        "text", found->at[i].text));
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "domain", inquiry->domain, "seen",
        "from this computer", "at", when, "verdict", found->at[0].id, "grade",
        domain_grade_name(found->at[0].grade), "suggestion", typo->meant, "findings",
        list, "lookups", lookups_json(&inquiry->set));
    question_print(object);
    json_decref(object);
}

static int
exit_code(enum domain_grade grade)
{
    static const int codes[] = {
        [DOMAIN_GOOD] = EX_OK,
        [DOMAIN_NOTE] = EX_OK,
        [DOMAIN_BAD] = 1,
        [DOMAIN_UNSURE] = EX_TEMPFAIL,
    };
    return codes[grade];
}

static int
complain(const char *command, const char *word, const char *why)
{
    char text[256], hint[128];
    snprintf(text, sizeof text, "%s: '%.100s' %s", command, word, why);
    snprintf(hint, sizeof hint, "for example: ndrwatch %s example.com", command);
    log_complain(text, hint);
    return EX_USAGE;
}

int
cmd_check_domain_ask(const char *command, const char *domain, struct inquiry *ret)
{
    uint64_t dice = 0;
    char *path = child_find("ndrwatch-net");
    if (!path) {
        log_complain("ndrwatch-net is missing: nothing can be looked up",
                     "install ndrwatch again");
        return EX_UNAVAILABLE;
    }
    if (getrandom(&dice, sizeof dice, 0) != sizeof dice ||
        !inquiry_begin(ret, path, domain, dice, clock_boot())) {
        free(path);
        return complain(command, domain, "is not a domain");
    }
    free(path);
    wait_for(ret);
    return -1;
}

static int
check(const char *command, const char *domain, bool json)
{
    struct inquiry inquiry;
    int asked = cmd_check_domain_ask(command, domain, &inquiry);
    if (asked >= 0)
        return asked;
    struct domain_findings found = domain_judge(&inquiry.question, &inquiry.set);
    struct typo typo = typo_find(inquiry.domain, NULL, 0);
    if (json)
        print_json(&inquiry, &found, &typo);
    else
        print_words(&inquiry, &found, &typo);
    int code = exit_code(found.at[0].grade);
    inquiry_end(&inquiry, true);
    return terminal_end(code);
}

int
cmd_check_domain(int argc, char **argv)
{
    const char *domain = NULL;
    bool json = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (argv[i][0] != '-' && !domain)
            domain = argv[i];
        else
            return complain(argv[0], argv[i], "is not an option of it");
    }
    if (!domain) {
        log_complain(
            "check-domain: which domain? Give the part after the @ of an address",
            "for example: ndrwatch check-domain example.com");
        return EX_USAGE;
    }
    const char *at = strrchr(domain, '@');
    return check(argv[0], at ? at + 1 : domain, json);
}
