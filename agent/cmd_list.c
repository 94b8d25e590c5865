/* cmd_list: the returned mails of the journal, newest first. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch list [--pending] [--json]\n"
    "\n"
    "Lists the mails that came back to you, newest first: a line for each\n"
    "problem, with what has become of it and how often it happened.\n"
    "\n"
    "  --pending  only those you have not marked as handled\n"
    "  --json     one JSON object a line, as `ndrwatch show --json` prints it\n"
    "\n"
    "ndrwatch show b-000017   says what to do about one of them\n";

/* "2 Apr" of "2026-04-02T11:45:59+01:00": the zone is the reader's own. */
static void
put_day(const char *stamp)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    if (sscanf(stamp, "%d-%d-%d", &year, &month, &day) == 3 && month >= 1 &&
        month <= 12)
        printf(" since %d %s", day, months[month - 1]);
}

static bool
has_finding(const json_t *past, const char *rule)
{
    const json_t *findings = json_object_get(past, "findings"), *one;
    size_t i;
    json_array_foreach(findings, i, one) if (strcmp(answer_text(one, "rule"), rule) ==
                                             0) return true;
    return false;
}

/* What has become of a case, "" while nothing has. */
static const char *
fate(const json_t *past)
{
    const char *state = answer_text(past, "state");
    if (strcmp(state, "works") == 0)
        return "seems to work again";
    if (strcmp(state, "closed") != 0)
        return "";
    return has_finding(past, "H03") ? "probably delivered" : "over";
}

/* "  3 times since 2 Apr, works again": what the title alone does not say. */
static void
print_case(const json_t *past)
{
    json_int_t count = json_integer_value(json_object_get(past, "case_count"));
    bool begun = count > 1;
    if (begun) {
        printf("  %lld times", (long long)count);
        put_day(answer_text(past, "opened"));
    }
    const char *now = fate(past);
    if (*now)
        printf("%s%s", begun ? ", " : "  ", now);
}

/* The title, but of a delay that is over: nobody is still trying. */
static const char *
title_of(const json_t *event)
{
    const char *title = answer_text(event, "title"), *whom = strstr(title, ": ");
    bool over = strcmp(answer_text(event, "kind"), "delayed") == 0 &&
                *fate(json_object_get(event, "past"));
    return over && whom ? whom + 2 : title;
}

/* "2026-11-21T11:45:59+01:00" as "2026-11-21 11:45". */
static void
print(const json_t *event)
{
    const char *came = answer_text(event, "came");
    printf("%-10s  %.10s %.5s  %-7s  %s  (%s)", answer_text(event, "id"), came,
           strlen(came) > 16 ? came + 11 : "",
           json_is_true(json_object_get(event, "handled")) ? "handled" : "pending",
           title_of(event), answer_text(event, "account"));
    print_case(json_object_get(event, "past"));
    putchar('\n');
}

/* Has a line told of its case? Newest first, so that line has the latest report. */
static bool
is_told(json_t *told, const json_t *event)
{
    const char *name = answer_text(json_object_get(event, "past"), "case");
    if (name[0] == '\0')
        return false;
    bool known = json_object_get(told, name) != NULL;
    json_object_set_new(told, name, json_true());
    return known;
}

int
cmd_list(int argc, char **argv)
{
    static const struct question question = {"list", OPTIONS_JSON | OPTIONS_PENDING,
                                             HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    const json_t *events = json_object_get(answer, "events"), *event;
    json_t *told = json_object();
    size_t i;
    json_array_foreach(events, i, event)
    {
        if (options.json)
            question_print(event);
        else if (!is_told(told, event))
            print(event);
    }
    json_decref(told);
    json_int_t more = json_integer_value(json_object_get(answer, "left_out"));
    if (json_array_size(events) == 0 && !options.json)
        puts(options.pending ? "Nothing waits for you."
                             : "No mail has come back so far.");
    if (more > 0)
        fprintf(stderr, "... and %lld older ones\n", (long long)more);
    json_decref(answer);
    return terminal_end(EX_OK);
}
