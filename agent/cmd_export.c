/* cmd_export: what is known of a returned mail, as files for somebody who looks into it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/bundle.h"
#include "agent/cmd.h"
#include "agent/event.h"
#include "agent/excerpt.h"
#include "agent/facts.h"
#include "agent/hex.h"
#include "agent/log.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch export ID|latest -o FOLDER [--to ADDRESS] [--full]\n"
    "\n"
    "Puts what is known of a returned mail into a folder, as evidence:\n"
    "\n"
    "  ID.eml   the report itself: of one recipient, with the headers of your mail\n"
    "           and nothing of what it said\n"
    "  ID.txt   what happened and what to do, as ndrwatch show says it\n"
    "  ID.json  the facts, for programs\n"
    "\n"
    "  -o FOLDER  is made where it is not there; no file in it is written over\n"
    "  --to ADDRESS  of several recipients, this one\n"
    "  --full     the whole report with all recipients, and your mail as it came back\n";

enum {
    FILES = 3,
    FILE_NAME_MAX = 40, /* bytes of "b-000017.json" */
};

/* The recipient that the page and the facts are of. */
static const struct bounce_failure *
shown(const struct bounce *bounce, const char *to)
{
    for (const struct bounce_failure *one = bounce->failures; one; one = one->next)
        if (strcmp(one->recipient, to) == 0)
            return one;
    return event_leading(bounce);
}

/* What of the report may be seen; malloc'ed. NULL: no memory, or no such answer. */
static char *
read_report(const json_t *answer, bool full, size_t *length)
{
    size_t size = 0;
    struct bounce *bounce;
    const char *facts = answer_text(answer, "row");
    char *report = hex_read(answer_text(answer, "report"), &size);
    *length = size;
    if (!report || full)
        return report;
    char *excerpt = NULL;
    if (facts_read(facts, strlen(facts), &bounce)) {
        excerpt = excerpt_make(report, size, bounce,
                               shown(bounce, answer_text(answer, "to")), length);
        facts_free(bounce);
    }
    free(report);
    return excerpt;
}

static int
write_files(const struct options *options, const json_t *answer)
{
    static const char *const ends[FILES] = {"eml", "txt", "json"};
    const char *page = answer_text(answer, "page");
    size_t length = 0;
    char *report = read_report(answer, options->full, &length);
    char *facts = json_dumps(json_object_get(answer, "facts"),
                             JSON_INDENT(2) | JSON_SORT_KEYS);
    char names[FILES][FILE_NAME_MAX];
    for (size_t i = 0; i < FILES; i++)
        snprintf(names[i], sizeof names[i], "%.24s.%s", answer_text(answer, "id"),
                 ends[i]);
    int code = EX_OSERR;
    if (report && facts)
        code = bundle_write(options->output,
                            (struct bundle_file[FILES]){
                                {names[0], report, length},
                                {names[1], page, strlen(page)},
                                {names[2], facts, strlen(facts)},
                            },
                            FILES);
    else
        log_complain("the answer cannot be understood",
                     "restart ndrwatch after an update");
    if (code == 0)
        printf("%s: %s, %s, %s\n", options->output, names[0], names[1], names[2]);
    free(facts);
    free(report);
    return code;
}

int
cmd_export(int argc, char **argv)
{
    static const struct question question = {
        "export", OPTIONS_ID | OPTIONS_OUTPUT | OPTIONS_FULL | OPTIONS_TO, HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    code = write_files(&options, answer);
    json_decref(answer);
    return terminal_end(code);
}
