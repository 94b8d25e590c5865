/* main: the table of commands. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/cmd.h"
#include "agent/harden.h"
#include "agent/memory.h"
#include "agent/terminal.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does; /* for --help; NULL: a helper of ours, not for people */
};

// clang-format off
static const struct command commands[] = {
    { "setup",   cmd_setup,   "set an account up, from your address to a watched inbox" },
    { "check",   cmd_check,   "see whether everything works that has to" },
    { "accounts", cmd_accounts, "list your accounts and how they stand" },
    { "explain", cmd_explain, "say in plain words what a returned mail means" },
    { "run",     cmd_run,     "watch your inboxes and tell which mails came back" },
    { "scan",    cmd_scan,    "look now; with --all at every mail, however old" },
    { "list",    cmd_list,    "list the mails that came back" },
    { "show",    cmd_show,    "say what happened to one of them and what to do" },
    { "report",  cmd_report,  "make a page of one of them, for your browser" },
    { "handled", cmd_handled, "mark one of them as dealt with" },
    { "text",    cmd_text,    "a ready text for the recipient, a provider or a forum" },
    { "note",    cmd_note,    "note what only you can know of one of them" },
    { "draft",   cmd_draft,   "make a draft of one that came back whole, to send it again" },
    { "export",  cmd_export,  "put what is known of one of them into a folder" },
    { "stats",   cmd_stats,   "count what came back: by week, domain and cause" },
    { "login",   cmd_login,   "sign in where a provider takes no password" },
    { "logout",  cmd_logout,  "forget that sign-in" },
    { "status",  cmd_status,  "say how each account stands" },
    { "causes",  cmd_causes,  "list what can be wrong, who can mend it, and how it is recognised" },
    { "check-domain", cmd_check_domain, "ask whether a domain can take mail" },
    { "watch",   cmd_watch,   "be told when a domain that is down can be found again" },
    { "parse",   cmd_parse,   NULL },
};
// clang-format on

enum {
    COMMANDS = sizeof commands / sizeof commands[0]
};

static void
help(FILE *out)
{
    fputs(
        "ndrwatch tells you, in plain words, when your mail did not arrive and what to do\n"
        "about it.\n\nusage: ndrwatch COMMAND [OPTIONS]\n\n",
        out);
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].does)
            fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].does);
    fputs("\n`ndrwatch COMMAND --help` tells more.\n"
          "First try: ndrwatch explain < returned.eml\n"
          "Set it up: ndrwatch setup\n",
          out);
}

int
main(int argc, char **argv)
{
    harden_descriptors();
    memory_for_json();
    setlocale(LC_CTYPE, "");
    if (argc < 2) {
        help(stderr);
        return EX_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return terminal_end(EX_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("ndrwatch " NDRWATCH_VERSION);
        return terminal_end(EX_OK);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr,
            "ndrwatch: '%s' is not a command\nhint: ndrwatch --help lists them\n",
            argv[1]);
    return EX_USAGE;
}
