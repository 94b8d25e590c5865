/* cmd_stats: how much came back, from where and why, week by week. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch stats [--json]\n"
    "\n"
    "Counts the mails that came back for good: week by week, by domain and cause. A\n"
    "week is named by its Monday. `ndrwatch causes ID` tells what a cause is.\n"
    "\n"
    "  --json  print one JSON object\n";

enum {
    DOMAIN_WIDTH_MAX = 30, /* columns: a longer one pushes its line to the right */
};

static int
number(const json_t *object, const char *key)
{
    return (int)json_integer_value(json_object_get(object, key));
}

static void
print_weeks(const json_t *weeks)
{
    const json_t *row;
    size_t i;
    int width = (int)strlen("Domain");
    const char *before = "";
    json_array_foreach(weeks, i, row)
    {
        int length = (int)strlen(answer_text(row, "domain"));
        if (length > width)
            width = length < DOMAIN_WIDTH_MAX ? length : DOMAIN_WIDTH_MAX;
    }
    json_array_foreach(weeks, i, row)
    {
        const char *week = answer_text(row, "week");
        if (strcmp(week, before) != 0)
            printf("%sWeek of %s\nMails  %-*s  Why\n", *before ? "\n" : "", week, width,
                   "Domain");
        printf("%5d  %-*s  %s\n", number(row, "mails"), width,
               answer_text(row, "domain"), answer_text(row, "words"));
        before = week;
    }
}

static void
print_dead(const json_t *dead)
{
    const json_t *row;
    size_t i;
    json_array_foreach(dead, i, row) printf(
        "%s%s: %d mails came back from there, the last on %.10s. Look the address "
        "up, or ask the person.\n",
        i == 0 ? "\nWritten to again, though no such address takes mail:\n" : "",
        answer_text(row, "recipient"), number(row, "mails"), answer_text(row, "last"));
}

int
cmd_stats(int argc, char **argv)
{
    static const struct question question = {"stats", OPTIONS_JSON, HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    const json_t *weeks = json_object_get(answer, "weeks");
    if (options.json)
        question_print(answer);
    else if (json_array_size(weeks) == 0)
        puts("No mail has come back for good so far.");
    else
        print_weeks(weeks);
    if (!options.json)
        print_dead(json_object_get(answer, "dead"));
    json_decref(answer);
    return terminal_end(EX_OK);
}
