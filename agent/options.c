/* options: the command line of the commands that speak of the journal. */
#include "agent/options.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/log.h"
#include "agent/terminal.h"

static int
wrong(const char *command, const char *word, const char *why)
{
    char text[256], hint[128];
    snprintf(text, sizeof text, "%s: '%.100s' %s", command, word, why);
    snprintf(hint, sizeof hint, "ndrwatch %s --help tells more", command);
    log_complain(text, hint);
    return EX_USAGE;
}

static int
nameless(const char *command)
{
    char text[128];
    snprintf(text, sizeof text, "%s: which returned mail? Give its name, or: latest",
             command);
    log_complain(text, "ndrwatch list shows their names");
    return EX_USAGE;
}

int
options_read(int argc, char **argv, unsigned taken, const char *help,
             struct options *ret)
{
    struct options options = {0};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--help") == 0) {
            fputs(help, stdout);
            return terminal_end(EX_OK);
        }
        if (strcmp(word, "--json") == 0 && (taken & OPTIONS_JSON)) {
            options.json = true;
        } else if (strcmp(word, "--pending") == 0 && (taken & OPTIONS_PENDING)) {
            options.pending = true;
        } else if (strcmp(word, "--once") == 0 && (taken & OPTIONS_ONCE)) {
            options.once = true;
        } else if (strcmp(word, "--events") == 0 && (taken & OPTIONS_EVENTS)) {
            options.events = true;
        } else if (strcmp(word, "--all") == 0 && (taken & OPTIONS_ALL)) {
            options.all = true;
        } else if (strcmp(word, "--config") == 0 && (taken & OPTIONS_CONFIG)) {
            if (++i == argc)
                return wrong(argv[0], word, "needs a file after it");
            options.config = argv[i];
        } else if (strncmp(word, "--config=", 9) == 0 && (taken & OPTIONS_CONFIG)) {
            options.config = word + 9;
        } else if (word[0] == '-') {
            return wrong(argv[0], word, "is not an option of it");
        } else if ((taken & OPTIONS_ID) && !options.id) {
            options.id = word;
        } else {
            return wrong(argv[0], word, "is one word too many");
        }
    }
    if ((taken & OPTIONS_ID) && !options.id)
        return nameless(argv[0]);
    *ret = options;
    return -1;
}
