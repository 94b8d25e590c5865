/* hint: what a returned mail's domain and the spelling of its address tell beside the report. */
#include "agent/hint.h"

#include <stdio.h>
#include <string.h>

#include "agent/answer.h"
#include "agent/checks.h"
#include "agent/domains.h"
#include "agent/typo.h"

enum {
    BEFORE = 60 * 60, /* seconds: a look-up from before the report that still holds */
    WIDTH = 78
};

struct typo
hint_typo(const struct bounce *bounce, const struct bounce_failure *failure)
{
    bool bad = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    const struct typo none = {0};
    return bad && checks_telling(bounce_diagnose(bounce, failure).cause)
               ? typo_find(failure->recipient, NULL, 0)
               : none;
}

json_t *
hint_json(struct journal *journal, const struct journal_row *row,
          const struct bounce *bounce, const struct bounce_failure *failure)
{
    char checked[DOMAINS_TOLD_MAX] = "";
    struct typo typo = hint_typo(bounce, failure);
    const char *at = strrchr(failure->recipient, '@');
    enum bounce_cause cause = bounce_diagnose(bounce, failure).cause;
    bool bad = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    if (at && bad && checks_telling(cause)) {
        struct lookups tidied = {0}; /* as it is kept */
        if (lookups_add(&tidied, at + 1, LOOKUP_MX))
            domains_told(journal, tidied.at[0].name, row->found - BEFORE, checked);
        lookups_free(&tidied);
    }
    return json_pack("{s:s, s:s}", "checked", checked, "suggestion", typo.meant);
}

/* Wrapped at WIDTH. */
static void
print_wrapped(const char *text)
{
    while (strlen(text) > WIDTH) {
        size_t end = WIDTH;
        while (end > 0 && text[end] != ' ')
            end--;
        if (end == 0)
            break;
        printf("%.*s\n", (int)end, text);
        text += end + 1;
    }
    printf("%s\n", text);
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
        print_wrapped(checked);
    }
}
