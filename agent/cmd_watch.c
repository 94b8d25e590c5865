/* cmd_watch: `ndrwatch watch`, told when a domain that is down can be found again. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/domains.h"
#include "agent/inquiry.h"
#include "agent/log.h"
#include "agent/place.h"
#include "agent/providers.h"
#include "agent/query.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch watch [DOMAIN [--stop]] [--json]\n"
    "\n"
    "Tells you once when a domain that cannot be found now can be found again: with a\n"
    "bubble, in the log and as a line of run --events. It is looked up in the Domain\n"
    "Name System every 15 minutes while ndrwatch runs, for 14 days at most. Nothing is\n"
    "asked of its mail servers. Without DOMAIN: lists those that are watched.\n"
    "\n"
    "  DOMAIN  the part after the @; a whole address will do\n"
    "  --stop  watch it no more\n"
    "  --json  print one JSON object\n"
    "\n"
    "exit codes: 0 done, 1 there is nothing to wait for or to stop\n"
    "\n"
    "ndrwatch watch example.com\n";

struct wish {
    const char *domain; /* NULL: list */
    bool stop, json;
};

/* Asks whoever has the journal. -1: *ret is the answer; or the exit code, with all said. */
static int
put(const struct place *place, const struct wish *wish, json_t **ret)
{
    int code = query(place,
                     json_pack("{s:s, s:s*, s:b}", "ask", "watch", "domain",
                               wish->domain, "stop", wish->stop),
                     ret);
    return code ? code : -1;
}

static int
list(const struct place *place, const struct wish *wish)
{
    json_t *answer, *row;
    size_t i;
    int code = put(place, wish, &answer);
    if (code >= 0)
        return code;
    const json_t *watches = json_object_get(answer, "watches");
    if (wish->json)
        question_print(answer);
    else if (json_array_size(watches) == 0)
        puts("No domain is watched. To begin: ndrwatch watch DOMAIN");
    else
        json_array_foreach(watches, i, row)
            printf("%s, until %.10s\n  %s\n", answer_text(row, "domain"),
                   answer_text(row, "until"),
                   answer_text(row, "text")[0] != '\0' ? answer_text(row, "text")
                                                       : "It was not looked up yet.");
    json_decref(answer);
    return terminal_end(EX_OK);
}

static int
stop(const struct place *place, const struct wish *wish)
{
    json_t *answer;
    int code = put(place, wish, &answer);
    if (code >= 0)
        return code;
    bool stopped = json_is_true(json_object_get(answer, "stopped"));
    if (wish->json)
        question_print(answer);
    else
        printf(stopped ? "%s is watched no more.\n" : "%s was not watched.\n",
               answer_text(answer, "domain"));
    json_decref(answer);
    return terminal_end(stopped ? EX_OK : 1);
}

static bool
is_big(const struct place *place, const char *domain)
{
    struct providers providers = {0};
    char address[LOOKUP_NAME_MAX + 2];
    snprintf(address, sizeof address, "x@%s", domain);
    providers_load(place, &providers);
    bool big = providers_by_address(&providers, address);
    providers_free(&providers);
    return big;
}

static int
refuse(const char *domain, const char *why, const char *instead)
{
    char text[LOOKUP_NAME_MAX + 200];
    snprintf(text, sizeof text, "%s %s", domain, why);
    log_complain(text, instead);
    return 1;
}

static int
begin(const struct place *place, const struct wish *wish)
{
    struct inquiry inquiry;
    json_t *answer;
    if (is_big(place, wish->domain))
        return refuse(
            wish->domain,
            "belongs to a big provider, whose name can always be found: there "
            "is nothing to wait for",
            "ndrwatch show says what was wrong with your mail");
    int code = cmd_check_domain_ask("watch", wish->domain, NULL, &inquiry);
    if (code >= 0)
        return code;
    struct domain_findings found = domain_judge(&inquiry.question, &inquiry.set);
    inquiry_end(&inquiry, true);
    if (domain_works(found.at[0].what))
        return refuse(wish->domain,
                      "can be found and has a way to take mail, as seen from this "
                      "computer now: there is nothing to wait for",
                      "send your mail once more; whether its server is well cannot be "
                      "seen this way");
    if (found.at[0].what == DOMAIN_NO_TOP)
        return refuse(wish->domain,
                      "is mistyped, since no domain anywhere has such an end: there is "
                      "nothing to wait for",
                      "check the part after the @");
    code = put(place, wish, &answer);
    if (code >= 0)
        return code;
    if (wish->json)
        question_print(answer);
    else
        printf("%s is watched until %.10s: looked up every 15 minutes while ndrwatch "
               "runs.\nYou are told once, when it can be found again.\n%s\n",
               answer_text(answer, "domain"), answer_text(answer, "until"),
               found.at[0].text);
    json_decref(answer);
    return terminal_end(EX_OK);
}

static int
wrong(const char *word, const char *why)
{
    char text[256];
    snprintf(text, sizeof text, "watch: '%.100s' %s", word, why);
    log_complain(text, "ndrwatch watch --help tells more");
    return EX_USAGE;
}

int
cmd_watch(int argc, char **argv)
{
    struct wish wish = {0};
    struct place place;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (strcmp(argv[i], "--json") == 0)
            wish.json = true;
        else if (strcmp(argv[i], "--stop") == 0)
            wish.stop = true;
        else if (argv[i][0] != '-' && !wish.domain)
            wish.domain = argv[i];
        else
            return wrong(argv[i], "is not an option of it");
    }
    if (!wish.domain && wish.stop)
        return wrong("--stop", "needs a domain");
    const char *at = wish.domain ? strrchr(wish.domain, '@') : NULL;
    wish.domain = at ? at + 1 : wish.domain;
    if (wish.domain && strlen(wish.domain) > DOMAINS_WATCHED_NAME_MAX)
        return wrong(wish.domain, "is too long to be watched");
    int code = place_find("", &place);
    if (code)
        return code;
    code = !wish.domain ? list(&place, &wish)
           : wish.stop  ? stop(&place, &wish)
                        : begin(&place, &wish);
    place_free(&place);
    return code;
}
