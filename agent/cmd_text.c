/* cmd_text: a ready text for somebody else: the recipient, a provider, a forum. */
#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch text ID|latest recipient|provider|their-provider|forum\n"
    "                [--form mail|phone|paper] [--to ADDRESS] [--json]\n"
    "\n"
    "Prints a text that you can pass on as it is: what came back, since when, and the\n"
    "server's own words. Where it goes, and what to beware of, is said beside it.\n"
    "\n"
    "  recipient       whom you wrote to, in three forms:\n"
    "    --form mail     to send from another account (also without --form)\n"
    "    --form phone    to say, or to send as a text message\n"
    "    --form paper    a sheet for their call to a help desk; in large type:\n"
    "                  ndrwatch text ID recipient --form paper | lp -o cpi=6 -o lpi=4\n"
    "  provider        your own mail provider, or your IT\n"
    "  their-provider  the recipient's\n"
    "  forum           strangers: addresses, Message-ID and subject are masked\n"
    "  --to ADDRESS    of several recipients, this one\n"
    "  --json          print one JSON object\n"
    "\n"
    "What only you can know is in it once you have said it: ndrwatch note --help\n";

int
cmd_text(int argc, char **argv)
{
    static const struct question question = {
        "text", OPTIONS_JSON | OPTIONS_ID | OPTIONS_WHAT | OPTIONS_FORM | OPTIONS_TO,
        HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    if (options.json) {
        question_print(answer);
    } else {
        fprintf(stderr, "%s\n\n", answer_text(answer, "guide"));
        fputs(answer_text(answer, "text"), stdout);
    }
    json_decref(answer);
    return terminal_end(EX_OK);
}
