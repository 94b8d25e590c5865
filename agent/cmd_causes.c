/* cmd_causes: `ndrwatch causes`, what the library knows of causes and how it recognises them. */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/cmd.h"
#include "agent/facts.h"
#include "agent/options.h"
#include "agent/question.h"
#include "agent/terminal.h"
#include "classify/bounce.h"

static const char HELP[] =
    "usage: ndrwatch causes [--json] [ID]\n"
    "\n"
    "Lists the causes ndrwatch tells apart: who can mend each, and the rules that\n"
    "recognise it: what a rule looks for, on which hosts, and where it is from.\n"
    "With the ID of a cause: that one alone, with all its rules look for and the words\n"
    "people read.\n"
    "\n"
    "In what a rule looks for, \"|\" parts alternatives, \"*\" is a few words, \"%\" a\n"
    "digit, \"{1-4}\" one of these, \"~\" the edge of a word; \"x.4.316\" and \"421\" are codes.\n"
    "\n"
    "  --json  one JSON object a line for each cause\n"
    "\n"
    "ndrwatch causes connection_refused\n";

enum {
    PHRASES_SHOWN = 60 /* bytes of a rule's phrases in a list of all: fits a terminal */
};

static json_t *
rules_json(enum bounce_cause cause)
{
    json_t *list = json_array();
    const struct bounce_rule *rule;
    for (size_t i = 0; (rule = bounce_rule(i)) != NULL; i++)
        if (rule->cause == cause)
            json_array_append_new(list,
                                  json_pack("{s:s, s:s, s:s, s:s}", "id", rule->id,
                                            "phrases", rule->phrases, "hosts",
                                            rule->hosts, "source", rule->source));
    return list;
}

static void
print_json(const struct bounce_advice *advice)
{
    json_t *object = json_pack("{s:s, s:o, s:s, s:o}", "cause", advice->id, "who",
                               facts_who(bounce_who(advice->cause)), "headline",
                               advice->plain, "rules", rules_json(advice->cause));
    question_print(object);
    json_decref(object);
}

/* Its name, who can mend it, what it means. */
static void
print_cause(const struct bounce_advice *advice)
{
    json_t *who = facts_who(bounce_who(advice->cause)), *one;
    size_t i;
    printf("%s (", advice->id);
    json_array_foreach(who, i, one)
        printf("%s%s", i > 0 ? ", " : "", json_string_value(one));
    printf("): %s\n", advice->plain);
    json_decref(who);
}

/* As many whole phrases as fit the room, at least one, and how many more there are. */
static void
print_phrases(const char *phrases, size_t room)
{
    size_t end = strcspn(phrases, "|"), more = 0;
    for (size_t next = end; phrases[next] == '|' && next < room;) {
        next += 1 + strcspn(phrases + next + 1, "|");
        end = next < room ? next : end;
    }
    for (const char *at = phrases + end; (at = strchr(at, '|')) != NULL; at++)
        more++;
    printf("%.*s", (int)end, phrases);
    if (more > 0)
        printf("|… %zu more", more);
}

static void
print_rules(enum bounce_cause cause, size_t room)
{
    const struct bounce_rule *rule;
    for (size_t i = 0; (rule = bounce_rule(i)) != NULL; i++) {
        if (rule->cause != cause)
            continue;
        printf("  %-18s ", rule->id);
        print_phrases(rule->phrases, room);
        printf("%s%s  [%s]\n", rule->hosts[0] != '\0' ? "  on " : "", rule->hosts,
               rule->source);
    }
}

static void
print_words(const struct bounce *example, const char *mark, const char *words)
{
    char line[BOUNCE_TEXT_MAX];
    bounce_fill(words, example, example->failures, NULL, line, sizeof line);
    if (line[0] != '\0')
        printf("  %s%s\n", mark, line);
}

/* What people read, of an address that stands for theirs. False: no memory. */
static bool
print_advice(const struct bounce_advice *advice)
{
    static const char reply[] = "550 pat@example.net";
    struct bounce *example;
    if (bounce_read_reply(reply, sizeof reply - 1, NULL, &example) != BOUNCE_READ)
        return false;
    print_words(example, "", advice->happened);
    print_words(example, "", advice->lost);
    print_words(example, "", advice->reassure);
    for (const char *const *step = advice->steps; *step; step++)
        print_words(example, "- ", *step);
    print_words(example, "", advice->again);
    bounce_free(example);
    return true;
}

int
cmd_causes(int argc, char **argv)
{
    struct options options;
    unsigned named = 0;
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            named = OPTIONS_ID;
    int code = options_read(argc, argv, OPTIONS_JSON | named, HELP, &options);
    if (code >= 0)
        return code;
    bool known = false;
    for (int i = 0; i <= BOUNCE_CAUSE_FORWARDING_BLOCKED; i++) {
        const struct bounce_advice *advice = bounce_advise((enum bounce_cause)i,
                                                           BOUNCE_FOR_SENDER);
        if (named && strcmp(advice->id, options.id) != 0)
            continue;
        known = true;
        if (options.json) {
            print_json(advice);
            continue;
        }
        print_cause(advice);
        if (named && !print_advice(advice))
            return EX_OSERR;
        print_rules(advice->cause, named ? SIZE_MAX : PHRASES_SHOWN);
    }
    if (known)
        return terminal_end(EX_OK);
    fprintf(stderr,
            "ndrwatch: causes: '%s' is not a cause\nhint: ndrwatch causes lists them\n",
            options.id);
    return EX_USAGE;
}
