/* cmd_causes: `ndrwatch causes`, what the library knows of causes, and the words for them. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/catalogue.h"
#include "agent/cmd.h"
#include "agent/manual.h"
#include "agent/options.h"
#include "agent/question.h"
#include "agent/terminal.h"
#include "notify/rows.h"

static const char HELP[] =
    "usage: ndrwatch causes [--json] [ID]\n"
    "\n"
    "Lists the causes ndrwatch tells apart, and the notices that are no failure of\n"
    "yours. With the ID of one: the words people read, what whoever runs the sending\n"
    "domain can do, and the rules that recognise it: what each looks for, on which\n"
    "hosts, and where it is from.\n"
    "\n"
    "In what a rule looks for, \"|\" parts alternatives, \"*\" is a few words, \"%\" a\n"
    "digit, \"{1-4}\" one of these, \"~\" the edge of a word; \"x.4.316\" and \"421\" are\n"
    "codes.\n"
    "\n"
    "  --json  one JSON object a line for each\n"
    "  --man   the page ndrwatch-causes(7), for man -l -\n"
    "\n"
    "ndrwatch causes connection_refused\n";

enum {
    ROWS_MAX = 512,   /* of one page; the longest, no_such_user, has some 40 */
    LINE_ROOM = 16384 /* bytes of a rule in words; its phrases have at most 6000 */
};

/* A page while it is being laid out. Texts that are made for it are its own. */
struct layout {
    struct rows_row rows[ROWS_MAX];
    char *made[ROWS_MAX];
    size_t count, made_count;
    bool starved;
};

static void
put_row(struct layout *layout, const char *label, const char *text)
{
    if (layout->count < ROWS_MAX)
        layout->rows[layout->count++] = (struct rows_row){label, text ? text : ""};
}

static void
put_made(struct layout *layout, const char *label, const char *text)
{
    char *copy = layout->made_count < ROWS_MAX ? strdup(text) : NULL;
    if (!copy) {
        layout->starved = true;
        return;
    }
    layout->made[layout->made_count++] = copy;
    put_row(layout, label, copy);
}

static void
put_member(struct layout *layout, const char *label, const json_t *entry,
           const char *key)
{
    put_row(layout, label, json_string_value(json_object_get(entry, key)));
}

static void
put_list(struct layout *layout, const char *label, const json_t *list, bool numbered)
{
    const json_t *one;
    size_t i;
    char line[LINE_ROOM];
    json_array_foreach(list, i, one)
    {
        snprintf(line, sizeof line, "%zu. %s", i + 1, json_string_value(one));
        put_made(layout, i > 0 ? "" : label,
                 line + (numbered ? 0 : strcspn(line, " ") + 1));
    }
}

static void
put_who(struct layout *layout, const json_t *who)
{
    const json_t *one;
    size_t i, length = 0;
    char line[LINE_ROOM] = "";
    json_array_foreach(who, i, one)
        length += (size_t)snprintf(line + length, sizeof line - length, "%s%s",
                                   i > 0 ? ", " : "", json_string_value(one));
    for (char *at = line; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    if (length > 0)
        put_made(layout, "Who", strcmp(line, "nobody") == 0 ? "nobody yet" : line);
}

static void
put_rules(struct layout *layout, const json_t *rules)
{
    const json_t *rule;
    size_t i;
    char line[LINE_ROOM];
    json_array_foreach(rules, i, rule)
    {
        const char *hosts = json_string_value(json_object_get(rule, "hosts"));
        snprintf(line, sizeof line, "%s: %s%s%s  [%s]",
                 json_string_value(json_object_get(rule, "id")),
                 json_string_value(json_object_get(rule, "phrases")),
                 *hosts ? "  on " : "", hosts,
                 json_string_value(json_object_get(rule, "source")));
        put_made(layout, i > 0 ? "" : "Rules", line);
    }
}

/* The whole of one. False: no memory. */
static bool
print_page(const json_t *entry)
{
    struct layout *layout = calloc(1, sizeof *layout);
    struct render_style style = terminal_style(STDOUT_FILENO);
    char title[256], *text = NULL;
    if (!layout)
        return false;
    snprintf(title, sizeof title, "%s: %s", catalogue_id(entry),
             json_string_value(json_object_get(entry, "headline")));
    put_who(layout, json_object_get(entry, "who"));
    put_member(layout, "Why", entry, "happened");
    put_member(layout, "", entry, "reassure");
    put_member(layout, "Lost?", entry, "lost");
    put_list(layout, "Do", json_object_get(entry, "steps"), true);
    put_member(layout, "Then", entry, "again");
    put_member(layout, "Keep", entry, "keep");
    put_list(layout, "While tried", json_object_get(entry, "waiting"), true);
    put_member(layout, "To hand on", entry, "ask");
    put_list(layout, "Postmaster", json_object_get(entry, "postmaster"), true);
    put_member(layout, "More", entry, "sources");
    put_rules(layout, json_object_get(entry, "rules"));
    bool made = !layout->starved &&
                rows_render(title, layout->rows, layout->count, &style, &text);
    if (made)
        fputs(text, stdout);
    free(text);
    for (size_t i = 0; i < layout->made_count; i++)
        free(layout->made[i]);
    free(layout);
    return made;
}

/* "mailbox_full            9  The other mailbox is full." */
static void
print_line(const json_t *entry)
{
    const json_t *rules = json_object_get(entry, "rules");
    printf("%-23s", catalogue_id(entry));
    if (rules)
        printf("%2zu  ", json_array_size(rules));
    else
        printf("    ");
    printf("%s\n", json_string_value(json_object_get(entry, "headline")));
}

static int
print_some(const json_t *catalogue, const struct options *options)
{
    const json_t *entry;
    size_t i;
    bool known = !options->id;
    json_array_foreach(catalogue, i, entry)
    {
        if (options->id && strcmp(catalogue_id(entry), options->id) != 0)
            continue;
        known = true;
        if (options->json)
            question_print(entry);
        else if (!options->id)
            print_line(entry);
        else if (!print_page(entry))
            return EX_OSERR;
    }
    if (!known) {
        fprintf(stderr,
                "ndrwatch: causes: '%s' is not a cause\n"
                "hint: ndrwatch causes lists them\n",
                options->id);
        return EX_USAGE;
    }
    if (!options->id && !options->json)
        puts(
            "\nThe numbers count the rules that recognise a cause; what has none is a notice.\n"
            "ndrwatch causes ID tells all of one.");
    return terminal_end(EX_OK);
}

int
cmd_causes(int argc, char **argv)
{
    struct options options = {0};
    bool man = argc == 2 && strcmp(argv[1], "--man") == 0;
    unsigned named = 0;
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            named = OPTIONS_ID;
    int code = man ? -1
                   : options_read(argc, argv, OPTIONS_JSON | named, HELP, &options);
    if (code >= 0)
        return code;
    json_t *catalogue = catalogue_all();
    if (!catalogue)
        return EX_OSERR;
    if (man) {
        manual_write(catalogue, stdout);
        code = terminal_end(EX_OK);
    } else {
        code = print_some(catalogue, &options);
    }
    json_decref(catalogue);
    return code;
}
