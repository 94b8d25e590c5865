/* days: plays stories: is what a person hears and reads what they expect?
 *
 *     days tests/days                           all of a folder
 *     days tests/days/refused-once.story        one, with all that is said
 *
 * One line of TAP a story; above it "file:line: what was expected, and what was said". */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/days/life.h"
#include "tests/days/story.h"

/* A wish and what it is held against. */
struct check {
    const char *path;
    const struct story_wish *wish;
    const struct heard *heard;
    bool good;
};

static void __attribute__((format(printf, 3, 4)))
complain(const char *path, int line, const char *format, ...)
{
    va_list values;
    printf("# %s:%d: ", path, line);
    va_start(values, format);
    vprintf(format, values);
    va_end(values);
    putchar('\n');
}

/* What was said, on lines of TAP's comments. */
static void
quote(const char *said)
{
    printf("#     said: ");
    for (const char *at = said; *at; at++)
        printf(*at == '\n' ? "\n#           " : "%c", *at);
    putchar('\n');
}

static void
disappoint(struct check *check, const char *text, const char *said)
{
    check->good = false;
    complain(check->path, check->wish->line, "expected: %s \"%s\"",
             story_wanted_name(check->wish->wanted), text);
    quote(said ? said : "(nothing)");
}

/* Each text must be in what was said; or must not, whatever its letters' case. */
static void
check_includes(struct check *check, const char *said, bool wanted)
{
    for (size_t i = 0; i < check->wish->count; i++) {
        const char *text = check->wish->texts[i];
        bool there = said && (wanted ? strstr(said, text) : strcasestr(said, text));
        /* Of what was never said nothing can be expected, not even silence. */
        if (there != wanted || !said)
            disappoint(check, text, said);
    }
}

/* The bubble and the page as one text, malloc'ed. */
static char *
all_words(const struct heard *heard)
{
    char *text = NULL;
    if (heard->title &&
        asprintf(&text, "%s\n%s\n%s", heard->title, heard->body, heard->page) < 0)
        abort();
    return text;
}

static void
check_bubble(struct check *check)
{
    char *text = NULL;
    const struct heard *heard = check->heard;
    if (heard->title && asprintf(&text, "%s\n%s", heard->title, heard->body) < 0)
        abort();
    check_includes(check, text, true);
    free(text);
}

static void
check_words(struct check *check, bool wanted)
{
    char *text = all_words(check->heard);
    check_includes(check, text, wanted);
    free(text);
}

/* It is the text, or nothing where that says so. */
static void
check_is(struct check *check, const char *said)
{
    const char *text = check->wish->texts[0];
    bool silent = strcmp(text, "nothing") == 0;
    if (silent ? said != NULL : !said || strcmp(said, text) != 0)
        disappoint(check, text, said);
}

/* "mailbox full" for mailbox_full. */
static void
check_cause(struct check *check)
{
    char cause[64];
    snprintf(cause, sizeof cause, "%s", check->heard->cause ? check->heard->cause : "");
    for (char *at = cause; *at; at++)
        if (*at == '_')
            *at = ' ';
    if (strcmp(cause, check->wish->texts[0]) != 0)
        disappoint(check, check->wish->texts[0], cause);
}

/* All of them and no other; "their provider" for their_provider. */
static void
check_who(struct check *check)
{
    size_t found = 0;
    char *names = NULL;
    const json_t *who = check->heard->who;
    for (size_t i = 0; i < json_array_size(who); i++) {
        char name[64], *more = NULL;
        snprintf(name, sizeof name, "%s", json_string_value(json_array_get(who, i)));
        for (char *at = name; *at; at++)
            if (*at == '_')
                *at = ' ';
        for (size_t k = 0; k < check->wish->count; k++)
            found += strcmp(name, check->wish->texts[k]) == 0;
        if (asprintf(&more, "%s%s%s", names ? names : "", names ? ", " : "", name) < 0)
            abort();
        free(names);
        names = more;
    }
    if (found != check->wish->count || found != json_array_size(who))
        disappoint(check, check->wish->texts[0], names);
    free(names);
}

static void
check_urgency(struct check *check)
{
    static const char *const names[] = {"low", "normal", "critical"};
    const char *name = check->heard->title ? names[check->heard->urgency]
                                           : "(nothing told)";
    if (strcmp(name, check->wish->texts[0]) != 0)
        disappoint(check, check->wish->texts[0], name);
}

static void
check_first_step(struct check *check)
{
    const char *steps = check->heard->steps;
    char *first = steps ? strndup(steps, strcspn(steps, "\n")) : NULL;
    check_includes(check, first, true);
    free(first);
}

static void
check_wish(struct check *check)
{
    const struct heard *heard = check->heard;
    switch (check->wish->wanted) {
    case STORY_TOLD:
        check_is(check, heard->title);
        return;
    case STORY_VERDICT:
        check_is(check, heard->verdict);
        return;
    case STORY_CASE:
        check_is(check, heard->course);
        return;
    case STORY_RULES:
        check_includes(check, heard->rules, true);
        return;
    case STORY_NO_RULES:
        check_includes(check, heard->rules, false);
        return;
    case STORY_TEXT_FOR_RECIPIENT:
    case STORY_TEXT_FOR_PROVIDER:
    case STORY_TEXT_FOR_THEIRS:
    case STORY_TEXT_FOR_FORUM:
        check_includes(
            check, heard->texts[check->wish->wanted - STORY_TEXT_FOR_RECIPIENT], true);
        return;
    case STORY_WITHDRAWN:
        check_is(check, heard->withdrawn);
        return;
    case STORY_BUBBLE:
        check_bubble(check);
        return;
    case STORY_SAYS:
        check_words(check, true);
        return;
    case STORY_NEVER:
        check_words(check, false);
        return;
    case STORY_STEPS_INCLUDE:
        check_includes(check, heard->steps, true);
        return;
    case STORY_STEPS_NEVER:
        check_includes(check, heard->steps, false);
        return;
    case STORY_FIRST_STEP:
        check_first_step(check);
        return;
    case STORY_COPY_INCLUDES:
        check_includes(check, heard->copy, true);
        return;
    case STORY_POSTMASTER_READS:
        check_includes(check, heard->postmaster, true);
        return;
    case STORY_WHO:
        check_who(check);
        return;
    case STORY_CAUSE:
        check_cause(check);
        return;
    case STORY_URGENCY:
        check_urgency(check);
        return;
    }
}

enum {
    SENTENCE_MIN = 24 /* bytes: shorter ones may well be said twice */
};

/* A sentence that the page says twice, malloc'ed; NULL: there is none. The words of the report and
 * the text to copy, which are facts, do not count. */
static char *
doubled(const char *page)
{
    const char *end = strstr(page, " Code ");
    end = end ? end : page + strlen(page);
    for (const char *at = page; at < end;) {
        const char *stop = at + strcspn(at, ".?!");
        size_t length = stop < end ? (size_t)(stop - at) : 0;
        char *sentence = strndup(at, length);
        const char *again = length >= SENTENCE_MIN ? strstr(stop, sentence) : NULL;
        if (again && again < end)
            return sentence;
        free(sentence);
        at = stop + 1 + strspn(stop + 1, " ");
    }
    return NULL;
}

/* What holds on every day of every story, unasked. */
static bool
is_sane(const char *path, const struct story_event *event, const struct heard *heard)
{
    static const char *const never[] = {"{", "(null)", " .", " ,", ".."};
    static const char *const again[] = {"send it again", "send it once more",
                                        "send your mail again", "send again",
                                        "try once more"};
    bool good = true;
    char *text = all_words(heard);
    size_t marks = sizeof never / sizeof never[0];
    for (size_t i = 0; text && i < marks; i++)
        if (strstr(heard->steps, never[i]) || strstr(heard->body, never[i])) {
            complain(path, event->line, "no sentence has \"%s\" in it", never[i]);
            quote(text);
            good = false;
        }
    char *twice = heard->page ? doubled(heard->page) : NULL;
    if (twice) {
        complain(path, event->line, "said twice: %s", twice);
        good = false;
    }
    free(twice);
    for (size_t i = 0; heard->delayed && i < sizeof again / sizeof again[0]; i++)
        if (strcasestr(heard->steps, again[i])) {
            complain(path, event->line,
                     "while a server keeps trying, nothing is sent again");
            quote(heard->steps);
            good = false;
        }
    free(text);
    return good;
}

static bool
check_event(const char *path, const struct story_event *event,
            const struct heard *heard)
{
    bool good = is_sane(path, event, heard);
    for (size_t i = 0; i < event->wish_count; i++) {
        struct check check = {path, &event->wishes[i], heard, true};
        check_wish(&check);
        good &= check.good;
    }
    return good;
}

/* For whoever writes a story: all that a person hears and reads. */
static void
show(const struct heard *heard)
{
    if (!heard->title) {
        printf("# (nothing is told)\n");
        return;
    }
    printf("# %s\n#     %s\n# %s\n", heard->title, heard->body, heard->page);
    quote(heard->steps);
}

static bool
play(const char *path, const struct story *story, bool aloud)
{
    bool good = true;
    char fault[STORY_FAULT_MAX];
    struct life life;
    if (!life_begin(story, &life, fault)) {
        complain(path, 1, "%s", fault);
        return false;
    }
    for (size_t i = 0; i < story->event_count; i++) {
        const struct story_event *event = &story->events[i];
        struct heard heard;
        bool played = life_goes_on(&life, event, &heard, fault);
        if (!played)
            complain(path, event->line, "%s", fault);
        else if (aloud)
            show(&heard);
        good &= played && check_event(path, event, &heard);
        heard_free(&heard);
        if (!played)
            break;
    }
    life_end(&life);
    return good;
}

/* Reads and plays one file, with its line of TAP. */
static bool
tell(const char *path, int number, bool aloud)
{
    char fault[STORY_FAULT_MAX];
    struct story *story = NULL;
    bool good = story_read(path, &story, fault);
    if (good)
        good = play(path, story, aloud);
    else
        printf("# %s\n", fault);
    const char *name = strrchr(path, '/');
    printf("%sok %d - %s\n", good ? "" : "not ", number, name ? name + 1 : path);
    story_free(story);
    return good;
}

static int
is_story(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".story") == 0;
}

/* Every story of a folder, by name. Returns how many have failed; *count grows. */
static int
tell_folder(const char *folder, int *count)
{
    struct dirent **entries;
    int failed = 0, found = scandir(folder, &entries, is_story, alphasort);
    for (int i = 0; i < found; i++) {
        char path[STORY_FAULT_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        failed += !tell(path, ++*count, false);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return failed;
}

int
main(int argc, char **argv)
{
    int failed = 0, count = 0;
    for (int i = 1; i < argc; i++)
        if (strstr(argv[i], ".story"))
            failed += !tell(argv[i], ++count, true);
        else
            failed += tell_folder(argv[i], &count);
    life_over();
    printf("1..%d\n", count);
    return failed > 0 || count == 0;
}
