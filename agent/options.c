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

static bool
take_flag(const char *word, unsigned taken, struct options *options)
{
    // clang-format off
    const struct {
        const char *name;
        unsigned bit;
        bool *at;
    } flags[] = {
        { "--json",    OPTIONS_JSON,    &options->json },
        { "--pending", OPTIONS_PENDING, &options->pending },
        { "--once",    OPTIONS_ONCE,    &options->once },
        { "--events",  OPTIONS_EVENTS,  &options->events },
        { "--all",     OPTIONS_ALL,     &options->all },
        { "--full",    OPTIONS_FULL,    &options->full },
    };
    // clang-format on
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if ((taken & flags[i].bit) && strcmp(word, flags[i].name) == 0) {
            *flags[i].at = true;
            return true;
        }
    return false;
}

/* "--form paper" or "--form=paper". How many words it took; 0: it is none; -1: its value is
 * missing. */
static int
take_value(int left, char **argv, unsigned taken, struct options *options)
{
    const struct {
        const char *name;
        unsigned bit;
        const char **at;
    } values[] = {
        {"--config", OPTIONS_CONFIG, &options->config},
        {"--form", OPTIONS_FORM, &options->form},
        {"--to", OPTIONS_TO, &options->to},
        {"--output", OPTIONS_OUTPUT, &options->output},
        {"-o", OPTIONS_OUTPUT, &options->output},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        size_t length = strlen(values[i].name);
        if (!(taken & values[i].bit) || strncmp(argv[0], values[i].name, length) != 0)
            continue;
        if (argv[0][length] == '=') {
            *values[i].at = argv[0] + length + 1;
            return 1;
        }
        if (argv[0][length] != '\0')
            continue;
        if (left < 2)
            return -1;
        *values[i].at = argv[1];
        return 2;
    }
    return 0;
}

static bool
take_word(const char *word, unsigned taken, struct options *options)
{
    if ((taken & OPTIONS_ID) && !options->id)
        options->id = word;
    else if ((taken & OPTIONS_WHAT) && !options->what)
        options->what = word;
    else
        return false;
    return true;
}

int
options_read(int argc, char **argv, unsigned taken, const char *help,
             struct options *ret)
{
    struct options options = {0};
    for (int i = 1, took; i < argc; i += took) {
        const char *word = argv[i];
        if (strcmp(word, "--help") == 0) {
            fputs(help, stdout);
            return terminal_end(EX_OK);
        }
        took = take_flag(word, taken, &options)
                   ? 1
                   : take_value(argc - i, argv + i, taken, &options);
        if (took < 0)
            return wrong(argv[0], word, "needs a word after it");
        if (took > 0)
            continue;
        if (word[0] == '-')
            return wrong(argv[0], word, "is not an option of it");
        if (!take_word(word, taken, &options))
            return wrong(argv[0], word, "is one word too many");
        took = 1;
    }
    if ((taken & OPTIONS_ID) && !options.id)
        return nameless(argv[0]);
    if ((taken & OPTIONS_WHAT) && !options.what)
        return wrong(argv[0], options.id, "needs to be told what for: a word after it");
    if ((taken & OPTIONS_OUTPUT) && !options.output)
        return wrong(argv[0], options.id, "goes where? Give -o FOLDER");
    *ret = options;
    return -1;
}
