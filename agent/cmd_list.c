/* cmd_list: the returned mails of the journal, newest first. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/cmd.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"

static const char HELP[] =
    "usage: ndrwatch list [--pending] [--json]\n"
    "\n"
    "Lists the mails that came back to you, newest first.\n"
    "\n"
    "  --pending  only those you have not marked as handled\n"
    "  --json     one JSON object a line, as `ndrwatch show --json` prints it\n"
    "\n"
    "ndrwatch show b-000017   says what to do about one of them\n";

static const char *
text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* "2026-11-21T11:45:59+01:00" as "2026-11-21 11:45": the zone is the reader's own. */
static void
print(const json_t *event)
{
    const char *found = text_of(event, "found");
    printf("%-10s  %.10s %.5s  %-7s  %s  (%s)\n", text_of(event, "id"), found,
           strlen(found) > 16 ? found + 11 : "",
           json_is_true(json_object_get(event, "handled")) ? "handled" : "pending",
           text_of(event, "title"), text_of(event, "account"));
}

int
cmd_list(int argc, char **argv)
{
    struct options options;
    struct place place;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_PENDING, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find("", &place);
    if (code)
        return code;
    json_t *answer;
    code = query(&place,
                 json_pack("{s:s, s:b}", "ask", "list", "pending", options.pending),
                 &answer);
    place_free(&place);
    if (code)
        return code;
    const json_t *events = json_object_get(answer, "events"), *event;
    size_t i;
    json_array_foreach(events, i, event)
    {
        if (options.json) {
            json_dumpf(event, stdout, JSON_COMPACT);
            putchar('\n');
        } else {
            print(event);
        }
    }
    json_int_t more = json_integer_value(json_object_get(answer, "left_out"));
    if (json_array_size(events) == 0 && !options.json)
        puts(options.pending ? "Nothing waits for you."
                             : "No mail has come back so far.");
    if (more > 0)
        fprintf(stderr, "... and %lld older ones\n", (long long)more);
    json_decref(answer);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
