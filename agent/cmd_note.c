/* cmd_note: what only the person knows of a returned mail, noted. */
#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch note ID|latest NOTE [--json]\n"
    "\n"
    "Notes what only you can know. The ready texts (ndrwatch text) then say so.\n"
    "\n"
    "  others-get-through   others do reach this person\n"
    "  other-account-works  your mail from another account arrives there\n"
    "  phoned               the person knows that mail came back\n"
    "  solved               it is over: nothing more of it is told\n"
    "  --json               print one JSON object\n";

int
cmd_note(int argc, char **argv)
{
    static const struct question question = {
        "note", OPTIONS_JSON | OPTIONS_ID | OPTIONS_WHAT, HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    if (options.json)
        question_print(answer);
    else
        printf("Noted of %s: %s.\n", answer_text(answer, "id"),
               answer_text(answer, "note"));
    json_decref(answer);
    return terminal_end(EX_OK);
}
