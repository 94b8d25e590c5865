/* cmd_status: how each account stands, in a plain sentence. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/config.h"
#include "agent/layers.h"
#include "agent/log.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch status [--json] [--config FILE]\n"
    "\n"
    "Says how each account stands, whether notifications can be shown, how well the\n"
    "programs that meet strangers are caged, and how many returned mails wait for\n"
    "you.\n"
    "\n"
    "  --json         print one JSON object\n"
    "  --config FILE  instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "exit codes: 0 while ndrwatch runs, 69 while it does not\n";

static void
print_pending(size_t pending)
{
    if (pending == 0)
        puts("No returned mail waits for you.");
    else
        printf("%zu returned mail%s for you: ndrwatch list --pending\n", pending,
               pending == 1 ? " waits" : "s wait");
}

static void
print(json_t *answer)
{
    const json_t *accounts = json_object_get(answer, "accounts"), *account;
    size_t i;
    json_array_foreach(accounts, i, account)
    {
        const char *sent = answer_text(json_object_get(account, "sent"), "sentence");
        printf("%s (%s): %s\n", answer_text(account, "name"),
               answer_text(account, "address"), answer_text(account, "sentence"));
        if (sent[0] != '\0')
            printf("    %s.\n", sent);
    }
    const json_t *desktop = json_object_get(answer, "desktop");
    const char *server = answer_text(desktop, "server");
    if (!json_is_true(json_object_get(desktop, "connected")))
        puts("Desktop: ndrwatch-notify is not running; notices wait for it.");
    else if (server[0] == '\0')
        puts("Desktop: no program shows notifications; notices wait for one.");
    else
        printf("Desktop: notifications are shown by %s.\n", server);
    json_t *cage;
    const char *program;
    json_object_foreach(json_object_get(answer, "cage"), program, cage)
    {
        char words[LAYERS_TEXT];
        layers_words(cage, words);
        printf("Cage: %s is %s.\n", program, words);
    }
    if (answer_text(answer, "journal")[0] != '\0')
        printf("Disk: %s.\n", answer_text(answer, "journal"));
    print_pending((size_t)json_integer_value(json_object_get(answer, "pending")));
}

/* As the running agent would answer, as far as it can be said without it. */
static void
print_json_alone(const struct config *config, size_t pending)
{
    json_t *accounts = json_array();
    for (size_t i = 0; i < config->count; i++) {
        const struct account *account = &config->accounts[i];
        json_array_append_new(accounts,
                              json_pack("{s:s, s:s, s:s, s:s, s:s}", "name",
                                        account->name, "address", account->address,
                                        "mailbox", account->mailbox, "state", "off",
                                        "sentence", "not watched"));
    }
    json_t *answer = json_pack("{s:s, s:o, s:I, s:b}", "version", NDRWATCH_VERSION,
                               "accounts", accounts, "pending", (json_int_t)pending,
                               "running", 0);
    question_print(answer);
    json_decref(answer);
}

/* No agent runs: what can be said without it. */
static int
alone(const struct place *place, const struct options *options)
{
    struct config *config = NULL;
    json_t *answer = NULL;
    int code = config_load(place, &config);
    if (!code)
        code = query(place, json_pack("{s:s, s:b}", "ask", "list", "pending", 1),
                     &answer);
    if (code) {
        config_free(config);
        return code;
    }
    size_t pending = json_array_size(json_object_get(answer, "events")) +
                     (size_t)json_integer_value(json_object_get(answer, "left_out"));
    if (options->json) {
        print_json_alone(config, pending);
    } else {
        puts(
            "ndrwatch is not running: nothing is watched. Start it with: ndrwatch run");
        for (size_t i = 0; i < config->count; i++)
            printf("%s (%s): not watched\n", config->accounts[i].name,
                   config->accounts[i].address);
        print_pending(pending);
    }
    json_decref(answer);
    config_free(config);
    return EX_UNAVAILABLE;
}

int
cmd_status(int argc, char **argv)
{
    struct options options;
    struct place place;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_CONFIG, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find(options.config, &place);
    if (code)
        return code;
    json_t *line = NULL;
    switch (query_agent(&place, json_pack("{s:s}", "ask", "status"), &line)) {
    case QUERY_NOBODY:
        code = alone(&place, &options);
        break;
    case QUERY_SILENT:
        code = EX_TEMPFAIL;
        break;
    case QUERY_ANSWERED: {
        json_t *answer = json_object_get(line, "answer");
        code = answer ? EX_OK : EX_TEMPFAIL;
        if (!answer) {
            log_complain(answer_text(line, "error"), answer_text(line, "hint"));
        } else if (options.json) {
            json_object_set_new(answer, "running", json_true());
            question_print(answer);
        } else {
            print(answer);
        }
    }
    }
    json_decref(line);
    place_free(&place);
    return terminal_end(code);
}
