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
    "Lists the mails that came back to you, newest first.\n"
    "\n"
    "  --pending  only those you have not marked as handled\n"
    "  --json     one JSON object a line, as `ndrwatch show --json` prints it\n"
    "\n"
    "ndrwatch show b-000017   says what to do about one of them\n";

/* "2026-11-21T11:45:59+01:00" as "2026-11-21 11:45": the zone is the reader's own. */
static void
print(const json_t *event)
{
    const char *came = answer_text(event, "came");
    printf("%-10s  %.10s %.5s  %-7s  %s  (%s)\n", answer_text(event, "id"), came,
           strlen(came) > 16 ? came + 11 : "",
           json_is_true(json_object_get(event, "handled")) ? "handled" : "pending",
           answer_text(event, "title"), answer_text(event, "account"));
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
    size_t i;
    json_array_foreach(events, i, event)
    {
        if (options.json)
            question_print(event);
        else
            print(event);
    }
    json_int_t more = json_integer_value(json_object_get(answer, "left_out"));
    if (json_array_size(events) == 0 && !options.json)
        puts(options.pending ? "Nothing waits for you."
                             : "No mail has come back so far.");
    if (more > 0)
        fprintf(stderr, "... and %lld older ones\n", (long long)more);
    json_decref(answer);
    return terminal_end(EX_OK);
}
