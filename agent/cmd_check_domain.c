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

#include "agent/checks.h"
#include "agent/child.h"
#include "agent/clock.h"
#include "agent/cmd.h"
#include "agent/config.h"
#include "agent/domain.h"
#include "agent/door.h"
#include "agent/idna.h"
#include "agent/inquiry.h"
#include "agent/log.h"
#include "agent/place.h"
#include "agent/question.h"
#include "agent/reverse.h"
#include "agent/sender.h"
#include "agent/terminal.h"
#include "agent/typo.h"

static const char HELP[] =
    "usage: ndrwatch check-domain DOMAIN [--knock] [--selector NAME]\n"
    "       [--address IP [--lists]] [--json]\n"
    "\n"
    "Asks the Domain Name System whether a domain can take mail, and says what is\n"
    "wrong: mistyped, given up, without a mail server, refusing all mail, broken. The\n"
    "answer is what this computer sees; others may see something else. Takes 15\n"
    "seconds at most. Its mail servers themselves are asked only with --knock.\n"
    "To be told when one that is down can be found again: ndrwatch watch DOMAIN\n"
    "\n"
    "Of the domain of an account of yours it also says whether others can tell that\n"
    "mail in its name is its own: SPF, DMARC, and what --selector and --address name.\n"
    "\n"
    "  DOMAIN           the part after the @; a whole address will do\n"
    "  --knock          do its mail servers answer at port 25? They hear EHLO and QUIT,\n"
    "                   nothing else; those of your own account's domain hear it, too,\n"
    "                   to tell what is down there from what is blocked here\n"
    "  --selector NAME  its DKIM key: s= of the DKIM-Signature of a mail you sent\n"
    "  --address IP     a server that sends for it: may it, and what is its name?\n"
    "  --lists          with --address: is it on a public list of senders of spam?\n"
    "                   They learn that you ask\n"
    "  --json           one JSON object, with each question and its answers\n"
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

/* What was looked up, and what it means. */
struct result {
    struct inquiry inquiry;
    struct domain_findings found;
    struct sender_findings
        sender; /* empty: it is not one's own, or nothing can be said */
    struct typo typo;
    bool other; /* the name was written in other letters */
};

static void
print_sender(const struct sender_findings *sender)
{
    bool headed = false;
    if (sender->count > 0)
        puts("\nAs the sender of your mail:\n");
    for (size_t i = 0; i < sender->count; i++)
        print_wrapped(sender->at[i].text);
    for (size_t i = 0; i < sender->count; i++) {
        if (sender->at[i].exact[0] == '\0')
            continue;
        if (!headed)
            puts("\nFor whoever runs it:\n");
        headed = true;
        print_wrapped(sender->at[i].exact);
    }
}

static void
print_words(const struct result *result)
{
    char when[CLOCK_TEXT_MAX];
    clock_words(clock_now(), when);
    printf("%s, seen from this computer on %s:\n\n", result->inquiry.domain, when);
    if (result->other)
        print_wrapped("That is how mail servers write this name.");
    for (size_t i = 0; i < result->found.count; i++)
        print_wrapped(result->found.at[i].text);
    print_sender(&result->sender);
    if (result->typo.why != TYPO_NONE)
        printf("\n  Did you mean %s?\n", result->typo.meant);
}

static void
print_json(const struct result *result)
{
    char when[CLOCK_TEXT_MAX];
    const struct domain_findings *found = &result->found;
    json_t *list = json_array(), *sender = json_array();
    clock_stamp(clock_now(), when);
    for (size_t i = 0; i < found->count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s}", "id", found->at[i].id,
                                        "grade", domain_grade_name(found->at[i].grade),
                                        "text", found->at[i].text));
    for (size_t i = 0; i < result->sender.count; i++)
        json_array_append_new(sender, sender_finding_json(&result->sender.at[i]));
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "domain",
        result->inquiry.domain, "seen", "from this computer", "at", when, "verdict",
        found->at[0].id, "grade", domain_grade_name(found->at[0].grade), "suggestion",
        result->typo.meant, "findings", list, "sender", sender, "lookups",
        lookups_json(&result->inquiry.set));
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

/* As cmd_check_domain_ask, with all that may be wished. */
static int
put(const char *command, struct inquiry_wish *wish, struct inquiry *ret)
{
    char *path = child_find("ndrwatch-net");
    if (!path) {
        log_complain("ndrwatch-net is missing: nothing can be looked up",
                     "install ndrwatch again");
        return EX_UNAVAILABLE;
    }
    if (getrandom(&wish->dice, sizeof wish->dice, 0) != sizeof wish->dice ||
        !inquiry_begin(ret, path, wish, clock_boot())) {
        free(path);
        return complain(command, wish->domain, "is not a domain");
    }
    free(path);
    wait_for(ret);
    return -1;
}

int
cmd_check_domain_ask(const char *command, const char *domain,
                     const struct sender_question *sender, struct inquiry *ret)
{
    return put(command, &(struct inquiry_wish){.domain = domain, .sender = sender},
               ret);
}

/* What the command line says. */
struct wish {
    const char *domain, *selector, *address;
    bool json, knock, lists;
};

/* With whose mail servers to compare: those of the first account's domain; "": of nobody. */
static void
find_control(char ret[LOOKUP_NAME_MAX])
{
    struct place place;
    ret[0] = '\0';
    if (place_find("", &place) != 0)
        return;
    struct config *config = config_peek(&place);
    const char *at = config && config->count > 0
                         ? strrchr(config->accounts[0].address, '@')
                         : NULL;
    if (!at || !idna_name(at + 1, ret))
        ret[0] = '\0';
    config_free(config);
    place_free(&place);
}

/* Is it an account's own? Where there is no configuration, none is. */
static bool
is_own(const char *domain)
{
    struct place place;
    if (place_find("", &place) != 0)
        return false;
    struct config *config = config_peek(&place);
    bool own = config && checks_own(config, &place, domain, true);
    config_free(config);
    place_free(&place);
    return own;
}

/* What to ask of one's own domain. False: it is somebody else's, or the words make no sense. */
static bool
ask_sender(const struct wish *wish, struct sender_question *ret)
{
    struct lookups tidied = {0};
    char key[2 * LOOKUP_NAME_MAX];
    *ret = (struct sender_question){0};
    if (!idna_name(wish->domain, ret->domain))
        return false;
    bool good = is_own(ret->domain);
    snprintf(key, sizeof key, "%.200s._domainkey.%s",
             wish->selector ? wish->selector : "", ret->domain);
    if (good && wish->selector) {
        good = lookups_add(&tidied, key, LOOKUP_TXT);
        memcpy(ret->key, good ? tidied.at[0].name : "", good ? sizeof ret->key : 1);
    }
    if (wish->address)
        snprintf(ret->address, sizeof ret->address, "%s", wish->address);
    ret->lists = wish->lists;
    lookups_free(&tidied);
    return good;
}

static int
check(const char *command, const struct wish *wish)
{
    static struct result result;
    struct sender_question sender;
    char name[LOOKUP_NAME_MAX], control[LOOKUP_NAME_MAX];
    bool own = ask_sender(wish, &sender);
    if (wish->lists && !wish->address)
        return complain(command, "--lists", "needs --address");
    if (!own && (wish->selector || wish->address))
        return complain(command, wish->domain,
                        "is not the domain of an account of yours, so that nothing is "
                        "asked of its senders; or --selector is none");
    if (wish->address && !reverse_name(wish->address, NULL, name))
        return complain(command, wish->address, "is no address of a server");
    struct inquiry_wish ask = {.domain = wish->domain, .sender = own ? &sender : NULL};
    if (wish->knock) {
        find_control(control);
        ask.control = control;
    }
    int asked = put(command, &ask, &result.inquiry);
    if (asked >= 0)
        return asked;
    struct inquiry *inquiry = &result.inquiry;
    result.found = domain_judge(&inquiry->question, &inquiry->set);
    enum domain_grade grade = result.found.at[0].grade;
    if (grade != DOMAIN_UNSURE)
        door_judge(&inquiry->question, &inquiry->set, &result.found);
    if (grade != DOMAIN_UNSURE)
        result.sender = sender_judge(&inquiry->sender, &inquiry->set);
    for (const char *at = wish->domain; *at; at++)
        result.other = result.other || (unsigned char)*at >= 0x80;
    result.typo = typo_find(inquiry->domain, NULL);
    if (wish->json)
        print_json(&result);
    else
        print_words(&result);
    inquiry_end(inquiry, true);
    return terminal_end(exit_code(grade));
}

/* Takes one word, and the one behind it where it needs that. False: it is no option. */
static bool
take(struct wish *wish, char **argv, int *at)
{
    const char *word = argv[*at];
    const char **value = strcmp(word, "--selector") == 0  ? &wish->selector
                         : strcmp(word, "--address") == 0 ? &wish->address
                                                          : NULL;
    if (value && argv[*at + 1]) {
        *value = argv[++*at];
        return true;
    }
    bool *flag = strcmp(word, "--json") == 0    ? &wish->json
                 : strcmp(word, "--knock") == 0 ? &wish->knock
                 : strcmp(word, "--lists") == 0 ? &wish->lists
                                                : NULL;
    if (flag) {
        *flag = true;
        return true;
    }
    if (word[0] == '-' || wish->domain)
        return false;
    const char *sign = strrchr(word, '@');
    wish->domain = sign ? sign + 1 : word;
    return true;
}

int
cmd_check_domain(int argc, char **argv)
{
    struct wish wish = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (!take(&wish, argv, &i))
            return complain(argv[0], argv[i], "is not an option of it");
    }
    if (!wish.domain) {
        log_complain(
            "check-domain: which domain? Give the part after the @ of an address",
            "for example: ndrwatch check-domain example.com");
        return EX_USAGE;
    }
    return check(argv[0], &wish);
}
