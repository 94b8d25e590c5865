/* cmd_handled: marks a returned mail as dealt with; its bubble goes. */
#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch handled ID|latest [--json]\n"
    "\n"
    "Marks a returned mail as dealt with, and all that came of the same\n"
    "trouble: the notifications go, and `ndrwatch list --pending` leaves them\n"
    "out. What comes next of it is told again. Your mailbox is not touched.\n"
    "\n"
    "  ID      as `ndrwatch list` and the notifications name it: b-000017, or 17\n"
    "  latest  the one that came back last\n"
    "  --json  print one JSON object\n";

int
cmd_handled(int argc, char **argv)
{
    static const struct question question = {"handled", OPTIONS_JSON | OPTIONS_ID,
                                             HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    const char *id = answer_text(answer, "id");
    if (options.json)
        printf("{\"id\":\"%s\",\"handled\":true}\n", id);
    else
        printf("%s%s marked as handled.\n", id,
               json_array_size(json_object_get(answer, "withdraw")) > 1
                   ? " and what came before of it are"
                   : " is");
    json_decref(answer);
    return terminal_end(EX_OK);
}
