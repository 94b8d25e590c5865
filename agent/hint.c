/* hint: what a returned mail's domain and the spelling of its address tell beside the report. */
#include "agent/hint.h"

#include <stdio.h>
#include <string.h>

#include "agent/answer.h"
#include "agent/case.h"
#include "agent/checks.h"
#include "agent/clock.h"
#include "agent/domains.h"
#include "agent/idna.h"
#include "agent/meant.h"
#include "agent/sender.h"
#include "agent/typo.h"

enum {
    BEFORE = 60 * 60, /* seconds: a look-up from before the report that still holds */
    WIDTH = 78
};

struct typo
hint_typo(const char *facts, const struct bounce *bounce)
{
    const struct bounce_failure *failure = bounce_lead(bounce);
    bool bad = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    struct typo kept = {0};
    if (meant_recall(facts, &kept))
        return kept;
    return bad && checks_telling(bounce_diagnose(bounce, failure).cause)
               ? typo_find(failure->recipient, NULL)
               : kept;
}

/* ---- one's own domain ---- */

/* What was seen of it after the report; false: nothing, or another thing than this report asks. */
static bool
read_own(struct journal *journal, const struct journal_row *row,
         const struct bounce *bounce, const struct bounce_failure *failure,
         struct domains_own *ret)
{
    struct sender_question question;
    return sender_of(bounce, failure, &question) &&
           domains_read_own(journal, &question, ret) &&
           ret->checked >= row->found - BEFORE;
}

/* The two worst of those that bear on the cause; of good ones only where there is nothing else,
 * and nothing where it could not be seen. */
static size_t
choose(const struct sender_findings *findings, enum bounce_cause cause,
       const struct sender_finding *ret[2])
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count && count < 2; i++) {
        const struct sender_finding *one = &findings->at[i];
        bool good = one->grade == DOMAIN_GOOD && count > 0 &&
                    ret[0]->grade != DOMAIN_GOOD;
        if (sender_bears(one->kind, cause) && one->grade != DOMAIN_UNSURE && !good)
            ret[count++] = one;
    }
    return count;
}

void
hint_find(struct journal *journal, const struct journal_row *row,
          const struct bounce *bounce, struct past *past)
{
    const struct bounce_failure *failure = bounce_lead(bounce);
    const struct sender_finding *chosen[2];
    struct domains_own own;
    char when[CLOCK_TEXT_MAX], words[SENDER_TOLD_MAX];
    if (!read_own(journal, row, bounce, failure, &own))
        return;
    size_t count = choose(&own.findings, bounce_diagnose(bounce, failure).cause,
                          chosen);
    if (count == 0)
        return;
    clock_words(own.checked, when);
    snprintf(words, sizeof words, "Seen from this computer on %s: %s%s%s", when,
             chosen[0]->text, count > 1 ? " " : "", count > 1 ? chosen[1]->text : "");
    past_add(past, chosen[0]->id, words);
}

static json_t *
sender_json(struct journal *journal, const struct journal_row *row,
            const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct domains_own own;
    json_t *list = json_array();
    enum bounce_cause cause = bounce_diagnose(bounce, failure).cause;
    if (!read_own(journal, row, bounce, failure, &own))
        return list;
    for (size_t i = 0; i < own.findings.count; i++)
        if (sender_bears(own.findings.at[i].kind, cause))
            json_array_append_new(list, sender_finding_json(&own.findings.at[i]));
    return list;
}

json_t *
hint_json(struct journal *journal, const struct journal_row *row,
          const struct bounce *bounce, const struct bounce_failure *failure)
{
    char checked[DOMAINS_TOLD_MAX] = "";
    struct typo typo = hint_typo(row->facts, bounce);
    const char *at = strrchr(failure->recipient, '@');
    enum bounce_cause cause = bounce_diagnose(bounce, failure).cause;
    bool bad = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    if (at && bad && checks_telling(cause)) {
        char name[LOOKUP_NAME_MAX]; /* as it is kept */
        if (idna_name(at + 1, name))
            domains_told(journal, name, row->found - BEFORE, checked);
    }
    return json_pack("{s:s, s:s, s:o}", "checked", checked, "suggestion", typo.meant,
                     "sender", sender_json(journal, row, bounce, failure));
}

/* Wrapped at WIDTH, the lines behind the first by so many blanks. */
static void
print_wrapped(const char *text, int indent)
{
    int before = 0;
    while (strlen(text) > (size_t)(WIDTH - before)) {
        size_t end = (size_t)(WIDTH - before);
        while (end > 0 && text[end] != ' ')
            end--;
        if (end == 0)
            break;
        printf("%*s%.*s\n", before, "", (int)end, text);
        text += end + 1;
        before = indent;
    }
    printf("%*s%s\n", before, "", text);
}

static void
print_sender(const json_t *list)
{
    const json_t *one;
    size_t i;
    bool headed = false;
    json_array_foreach(list, i, one)
    {
        char line[SENDER_EXACT_MAX + 4];
        if (*answer_text(one, "exact") == '\0')
            continue;
        if (!headed)
            puts("\nFor whoever runs the sending domain, as seen from this computer:");
        headed = true;
        snprintf(line, sizeof line, "- %s", answer_text(one, "exact"));
        print_wrapped(line, 2);
    }
}

void
hint_print(const json_t *hint, const char *page)
{
    const char *suggestion = answer_text(hint, "suggestion");
    const char *checked = answer_text(hint, "checked");
    if (*suggestion && !strstr(page, suggestion))
        printf("\nDid you mean %s? Not sure? Ask before sending anything private.\n",
               suggestion);
    if (*checked) {
        putchar('\n');
        print_wrapped(checked, 0);
    }
    print_sender(json_object_get(hint, "sender"));
}
