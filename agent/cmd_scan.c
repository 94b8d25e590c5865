/* cmd_scan: all mails of the watched mailboxes, once: through the running agent, or as one. */
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/feed.h"
#include "agent/log.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/progress.h"
#include "agent/query.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch scan [--all] [--json] [--config FILE]\n"
    "\n"
    "Looks at your inboxes now. With --all at every mail in them, however old; what\n"
    "came back is told at the end, more than a few as one summary: ndrwatch list\n"
    "shows them. Ended before its time, it goes on where it was the next time.\n"
    "\n"
    "  --all          all mails, not only those of the last days\n"
    "  --json         one JSON object a line: how far it is\n"
    "  --config FILE  instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "exit codes: 0 all looked at, 75 something could not be reached\n";

enum {
    ASK_EVERY = 200 /* ms: eyes follow no faster */
};

/* Shows one answer to "scanning". Returns the mails found so far. */
static json_int_t
show(const json_t *scans, bool json, struct progress *progress)
{
    json_int_t looked = 0, found = 0;
    double share = 0;
    size_t i;
    const json_t *scan;
    json_array_foreach(scans, i, scan)
    {
        looked += json_integer_value(json_object_get(scan, "looked"));
        found += json_integer_value(json_object_get(scan, "found"));
        share += json_real_value(json_object_get(scan, "share"));
        char *line = json ? feed_scan(json_deep_copy(scan)) : NULL;
        if (line)
            fputs(line, stdout);
        free(line);
    }
    fflush(stdout);
    progress_share(progress, i > 0 ? share / (double)i : 0, (size_t)looked,
                   (size_t)found);
    return found;
}

/* Is every mailbox through? */
static bool
all_over(const json_t *scans)
{
    size_t i;
    const json_t *scan;
    json_array_foreach(scans, i, scan) if (strcmp(answer_text(scan, "state"), "over") !=
                                           0) return false;
    return true;
}

/* How far the running agent is, in *ret, a new reference; else as query, and said. */
static int
ask(const struct place *place, json_t **ret)
{
    json_t *line = NULL;
    switch (query_agent(place, json_pack("{s:s}", "ask", "scanning"), &line)) {
    case QUERY_ANSWERED:
        return query_read(line, ret);
    case QUERY_NOBODY:
        log_complain("the running ndrwatch has ended; the scan goes on when it is "
                     "started again",
                     NULL);
        break;
    case QUERY_SILENT:
        break;
    }
    return EX_TEMPFAIL;
}

/* Shows how the running agent gets on, until it is through. */
static int
follow(const struct place *place, bool json)
{
    struct progress progress = progress_begin();
    for (;;) {
        json_t *answer = NULL;
        int code = ask(place, &answer);
        if (code) {
            progress_clear(&progress);
            return code;
        }
        const json_t *scans = json_object_get(answer, "scans");
        bool busy = json_is_true(json_object_get(answer, "busy"));
        bool over = all_over(scans);
        json_int_t found = show(scans, json, &progress);
        json_decref(answer);
        if (busy) {
            poll(NULL, 0, ASK_EVERY);
            continue;
        }
        progress_clear(&progress);
        if (!over) {
            log_complain("not every mailbox could be reached",
                         "ndrwatch status says which; the scan goes on when it can");
            return EX_TEMPFAIL;
        }
        if (!json)
            printf(
                "All mails have been looked at; %lld came back that were not known.\n",
                (long long)found);
        return EX_OK;
    }
}

int
cmd_scan(int argc, char **argv)
{
    struct options options;
    struct place place;
    int code = options_read(argc, argv, OPTIONS_ALL | OPTIONS_JSON | OPTIONS_CONFIG,
                            HELP, &options);
    if (code >= 0)
        return code;
    options.once = true;
    if (!options.all)
        return cmd_run_as(&options);
    code = place_find(options.config, &place);
    if (code)
        return code;
    json_t *line = NULL, *answer = NULL;
    switch (
        query_agent(&place, json_pack("{s:s, s:b}", "ask", "scan", "all", 1), &line)) {
    case QUERY_NOBODY:
        code = cmd_run_as(&options);
        break;
    case QUERY_SILENT:
        code = EX_TEMPFAIL;
        break;
    case QUERY_ANSWERED:
        code = query_read(line, &answer);
        json_decref(answer);
        if (code == 0)
            code = follow(&place, options.json);
        break;
    }
    place_free(&place);
    return terminal_end(code);
}
