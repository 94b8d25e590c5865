/* cmd_draft: puts the mail that came back into the folder for drafts, to be sent again. */
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/log.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"
#include "agent/question.h"
#include "agent/terminal.h"

enum {
    ASK_EVERY = 200, /* ms */
};

static const char HELP[] =
    "usage: ndrwatch draft ID|latest [--json]\n"
    "\n"
    "Makes a draft of a mail that came back whole: in the Drafts folder of its\n"
    "account, addressed to those alone who did not get it. Nothing is sent: read\n"
    "it in your mail program, and send it from there when the time has come.\n"
    "\n"
    "  ID      as `ndrwatch list` and the notifications name it: b-000017, or 17\n"
    "  latest  the one that came back last\n"
    "  --json  print one JSON object\n"
    "\n"
    "It needs the running ndrwatch, which has the connection to the mailbox.\n";

/* As query, but by the running agent alone. */
static int
ask(const struct place *place, json_t *question, json_t **ret)
{
    json_t *line = NULL;
    switch (query_agent(place, question, &line)) {
    case QUERY_ANSWERED:
        return query_read(line, ret);
    case QUERY_NOBODY:
        log_complain("ndrwatch is not running, and a draft needs its connection to the "
                     "mailbox",
                     "start it: ndrwatch run");
        return EX_UNAVAILABLE;
    case QUERY_SILENT:
        break;
    }
    return EX_TEMPFAIL;
}

/* Waits for the end. */
static int
follow(const struct place *place, bool json)
{
    for (;;) {
        json_t *answer = NULL;
        int code = ask(place, json_pack("{s:s}", "ask", "drafting"), &answer);
        if (code)
            return code;
        if (json_is_true(json_object_get(answer, "over"))) {
            code = (int)json_integer_value(json_object_get(answer, "exit"));
            const char *text = answer_text(answer, "text");
            if (json)
                question_print(answer);
            else
                fprintf(code ? stderr : stdout, "%s%s\n", code ? "ndrwatch: " : "",
                        text);
            json_decref(answer);
            return code;
        }
        json_decref(answer);
        poll(NULL, 0, ASK_EVERY);
    }
}

int
cmd_draft(int argc, char **argv)
{
    struct options options;
    struct place place;
    json_t *answer = NULL;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_ID, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find("", &place);
    if (code)
        return code;
    code = ask(&place, json_pack("{s:s, s:s}", "ask", "draft", "id", options.id),
               &answer);
    json_decref(answer);
    if (code == 0)
        code = follow(&place, options.json);
    place_free(&place);
    return terminal_end(code);
}
