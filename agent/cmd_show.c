/* cmd_show: one returned mail: what happened and what to do. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/answer.h"
#include "agent/appeal.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/cmd.h"
#include "agent/event.h"
#include "agent/hint.h"
#include "agent/log.h"
#include "agent/question.h"
#include "agent/terminal.h"
#include "agent/verdict.h"

static const char HELP[] =
    "usage: ndrwatch show ID|latest [--json]\n"
    "\n"
    "Says what happened to one of your mails and what to do now.\n"
    "\n"
    "  ID      as `ndrwatch list` and the notifications name it: b-000017, or 17\n"
    "  latest  the one that came back last\n"
    "  --json  print one JSON object\n";

static bool
is_to_ask(const struct event *event, enum appeal_to to)
{
    struct bounce_moment moment = event_moment(event);
    return appeal_fits(to, event->bounce, bounce_lead(event->bounce), &moment);
}

/* The texts that there is a reader for. A forum is for what a provider would have to mend; and
 * what only the person can know matters to such a provider alone. */
static void
offer_texts(const struct event *event)
{
    bool ours = is_to_ask(event, APPEAL_PROVIDER);
    bool theirs = is_to_ask(event, APPEAL_THEIR_PROVIDER);
    if (!is_to_ask(event, APPEAL_RECIPIENT))
        return;
    printf("A text for the recipient: ndrwatch text %s recipient\n", event->name);
    if (ours || theirs)
        printf("  (or for: %s%s%s%s)\n", ours ? "provider" : "",
               ours && theirs ? ", " : "", theirs ? "their-provider" : "",
               ours ? ", forum" : "");
    if (ours)
        printf(
            "Do others get through? Does another account of yours? Have you phoned?\n"
            "  ndrwatch note %s others-get-through, other-account-works, phoned\n",
            event->name);
}

/* What else can be done about it. */
static void
offer(const struct event *event)
{
    const struct bounce *bounce = event->bounce;
    putchar('\n');
    if (bounce && !verdict_speaks(&event->verdict) &&
        (bounce->kind == BOUNCE_FAILED || bounce->kind == BOUNCE_DELAYED))
        offer_texts(event);
    printf("Done with it? ndrwatch handled %s\n", event->name);
}

static bool
print(const json_t *answer)
{
    char *account = strdup(answer_text(answer, "account"));
    char *facts = strdup(answer_text(answer, "facts"));
    struct journal_row row = {
        .id = json_integer_value(json_object_get(answer, "id")),
        .account = account,
        .facts = facts,
        .state = json_is_true(json_object_get(answer, "readable")) ? JOURNAL_READ
                                                                   : JOURNAL_UNREADABLE,
        .handled = json_integer_value(json_object_get(answer, "handled")),
    };
    struct event event;
    char *page = NULL;
    bool good = account && facts &&
                event_open_packed(json_object_get(answer, "past"), &row, clock_now(),
                                  &event);
    if (good) {
        struct render_style style = terminal_style(STDOUT_FILENO);
        style.details = true;
        event.person = person_read(json_object_get(answer, "person"));
        good = event_page(&event, &style, &page);
        if (good)
            fputs(page, stdout);
        if (good)
            hint_print(json_object_get(answer, "hint"), page);
        if (good && row.handled == 0)
            offer(&event);
        else if (good)
            puts("\nYou have marked this one as dealt with.");
        event_close(&event);
    }
    free(page);
    journal_row_free(&row);
    return good;
}

int
cmd_show(int argc, char **argv)
{
    static const struct question question = {"show", OPTIONS_JSON | OPTIONS_ID, HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    code = EX_OK;
    if (options.json) {
        question_print(json_object_get(answer, "event"));
    } else if (!print(answer)) {
        log_complain("its facts cannot be shown",
                     "ndrwatch show --json prints them raw");
        code = EX_SOFTWARE;
    }
    json_decref(answer);
    return terminal_end(code);
}
