/* cmd_report: a returned mail as a page for the browser, in one file. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/bundle.h"
#include "agent/cmd.h"
#include "agent/dossier.h"
#include "agent/hex.h"
#include "agent/log.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch report ID|latest -o FILE [--full]\n"
    "\n"
    "Makes a page for your browser of a returned mail: how far it got, what to do,\n"
    "texts to pass on, the facts. It is one file; it fetches nothing, runs nothing.\n"
    "\n"
    "  -o FILE  is written only where there is none yet, and only you can read it;\n"
    "           - writes to standard output\n"
    "  --full   with the report as it came, your mail in it; else its headers alone\n";

/* The folder and the name of the path; the folder is malloc'ed. */
static char *
split(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path))
                 : strdup(".");
}

static int
write_page(const char *path, const char *html)
{
    const char *name;
    if (strcmp(path, "-") == 0) {
        fputs(html, stdout);
        return EX_OK;
    }
    char *folder = split(path, &name);
    int code = EX_OSERR;
    if (*name == '\0') {
        log_complain("report: that is a folder", "give the name of a file: -o FILE");
        code = EX_USAGE;
    } else if (folder) {
        code = bundle_add(folder, &(struct bundle_file){name, html, strlen(html)});
    }
    if (code == EX_OK)
        printf("%s\n", path);
    free(folder);
    return code;
}

int
cmd_report(int argc, char **argv)
{
    static const struct question question = {
        "report", OPTIONS_ID | OPTIONS_OUTPUT | OPTIONS_FULL, HELP};
    struct options options;
    json_t *answer;
    int code = question_put(&question, argc, argv, &options, &answer);
    if (code >= 0)
        return code;
    size_t length = 0;
    char *report = hex_read(answer_text(answer, "report"), &length);
    struct dossier_view view = {options.full ? DOSSIER_WHOLE : DOSSIER_FOR_OWNER, ""};
    char *html = dossier_page(json_object_get(answer, "dossier"), report, length,
                              &view);
    code = EX_SOFTWARE;
    if (html)
        code = write_page(options.output, html);
    else
        log_complain("its page cannot be made", "ndrwatch show tells of it");
    free(html);
    free(report);
    json_decref(answer);
    return terminal_end(code);
}
