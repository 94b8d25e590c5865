/* cmd_show: one returned mail: what happened and what to do. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/cmd.h"
#include "agent/event.h"
#include "agent/log.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch show ID|latest [--json]\n"
    "\n"
    "Says what happened to one of your mails and what to do now.\n"
    "\n"
    "  ID      as `ndrwatch list` and the notifications name it: b-000017, or 17\n"
    "  latest  the one that came back last\n"
    "  --json  print one JSON object\n";

static const char *
text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static bool
print(const json_t *answer)
{
    char *account = strdup(text_of(answer, "account"));
    char *facts = strdup(text_of(answer, "facts"));
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
    bool good = account && facts && event_open(&row, &event);
    if (good) {
        struct render_style style = terminal_style(STDOUT_FILENO);
        style.details = true;
        good = event_page(&event, &style, &page);
        if (good)
            fputs(page, stdout);
        if (good && row.handled == 0)
            printf("\nDone with it? ndrwatch handled %s\n", event.name);
        event_close(&event);
    }
    free(page);
    journal_row_free(&row);
    return good;
}

int
cmd_show(int argc, char **argv)
{
    struct options options;
    struct place place;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_ID, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find("", &place);
    if (code)
        return code;
    json_t *answer;
    code = query(&place, json_pack("{s:s, s:s}", "ask", "show", "id", options.id),
                 &answer);
    place_free(&place);
    if (code)
        return code;
    if (options.json) {
        json_dumpf(json_object_get(answer, "event"), stdout, JSON_COMPACT);
        putchar('\n');
    } else if (!print(answer)) {
        log_complain("its facts cannot be shown",
                     "ndrwatch show --json prints them raw");
        code = EX_SOFTWARE;
    }
    json_decref(answer);
    return fflush(stdout) == 0 ? code : EX_IOERR;
}
