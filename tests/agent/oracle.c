/* oracle: a Domain Name System that says what a test wrote down. */
#include "tests/agent/oracle.h"

#include <string.h>

#include "tests/support/check.h"

static bool
is_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 &&
           (text[length] == '\0' || text[length] == ' ' || text[length] == '|');
}

static void
answer(struct lookup *lookup, const char *text)
{
    if (*text == '~') {
        lookup->alias = true;
        text++;
    }
    for (int how = LOOKUP_NOTHING; how < LOOKUP_OUTCOMES; how++)
        if (strcmp(text, lookup_outcome_name((enum lookup_outcome)how)) == 0) {
            lookup->outcome = (enum lookup_outcome)how;
            return;
        }
    lookup->outcome = LOOKUP_FOUND;
    while (*text) {
        size_t length = strcspn(text, "|");
        assert_true(lookup_keep(lookup, text, length));
        text += length + (text[length] == '|');
    }
}

void
oracle_ask(struct lookup *lookup, const oracle answers)
{
    for (size_t i = 0; i < ORACLE_MAX && answers[i]; i++) {
        const char *type = lookup_type_name(lookup->type);
        const char *name = answers[i] + strlen(type) + 1;
        if (is_word(answers[i], type) && is_word(name, lookup->name)) {
            answer(lookup, name + strlen(lookup->name) + 1);
            return;
        }
        if (strncmp(answers[i], "* ", 2) == 0) {
            answer(lookup, answers[i] + 2);
            return;
        }
    }
    lookup->outcome = LOOKUP_NO_NAME;
}

size_t
oracle_answer(struct lookups *set, const oracle answers)
{
    size_t asked = 0;
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i].outcome == LOOKUP_OPEN) {
            oracle_ask(&set->at[i], answers);
            asked++;
        }
    return asked;
}
