/* cmd_export: what is known of a returned mail, as files for somebody who looks into it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/bundle.h"
#include "agent/cmd.h"
#include "agent/dossier.h"
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
    "  ID.html  a page for the browser: what happened, and what to do\n"
    "  ID.txt   the same in plain words, as ndrwatch show says it\n"
    "  ID.json  the facts, for programs\n"
    "\n"
    "  -o FOLDER  is made where it is not there; no file in it is written over\n"
    "  --to ADDRESS  of several recipients, this one\n"
    "  --full     the whole report with all recipients, and your mail as it came back\n";

enum {
    FILES = 4,
    FILE_NAME_MAX = 40, /* bytes of "b-000017.json" */
};

/* What of the report may be seen; malloc'ed. NULL: no memory, or no such answer. */
static char *
read_report(const json_t *answer, bool full, size_t *length)
{
    size_t size = 0;
    struct bounce *bounce;
    const char *facts = answer_text(json_object_get(answer, "dossier"), "facts");
    char *report = hex_read(answer_text(answer, "report"), &size);
    *length = size;
    if (!report || full)
        return report;
    char *excerpt = NULL;
    if (facts_read(facts, strlen(facts), &bounce)) {
        excerpt = excerpt_make(report, size, bounce,
                               dossier_recipient(bounce, answer_text(answer, "to")),
                               length);
        facts_free(bounce);
    }
    free(report);
    return excerpt;
}

static char *
make_page(const json_t *answer, bool full)
{
    size_t length = 0;
    struct dossier_view view = {full ? DOSSIER_WHOLE : DOSSIER_FOR_OTHERS,
                                answer_text(answer, "to")};
    char *report = hex_read(answer_text(answer, "report"), &length);
    char *html = report ? dossier_page(json_object_get(answer, "dossier"), report,
                                       length, &view)
                        : NULL;
    free(report);
    return html;
}

static int
write_files(const struct options *options, const json_t *answer)
{
    static const char *const ends[FILES] = {"eml", "html", "txt", "json"};
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
    char *html = make_page(answer, options->full);
    if (report && facts && html)
        code = bundle_write(options->output,
                            (struct bundle_file[FILES]){
                                {names[0], report, length},
                                {names[1], html, strlen(html)},
                                {names[2], page, strlen(page)},
                                {names[3], facts, strlen(facts)},
                            },
                            FILES);
    else
        log_complain("the answer cannot be understood",
                     "restart ndrwatch after an update");
    if (code == 0)
        printf("%s: %s, %s, %s, %s\n", options->output, names[0], names[1], names[2],
               names[3]);
    free(html);
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
