/* meant: what a mistyped address was probably meant to be, by those the person writes to. */
#include "agent/meant.h"

#include <stdio.h>
#include <string.h>

#include "agent/written.h"

enum {
    KEPT_MAX = TYPO_ADDRESS_MAX +
               160 /* bytes of what is kept and the verdict behind it */
};

/* Texts within facts cannot hold it: their quotes are escaped. */
static const char KEY[] = ",\"meant\":[";

/* Is somebody said not to be there? Of any other cause a near address explains nothing. */
static bool
says_unknown(enum bounce_cause cause)
{
    static const enum bounce_cause causes[] = {
        BOUNCE_CAUSE_NO_SUCH_USER,
        BOUNCE_CAUSE_NO_SUCH_DOMAIN,
        BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
        BOUNCE_CAUSE_DNS_FAILURE,
    };
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (cause == causes[i])
            return true;
    return false;
}

/* What needs no escape within the facts, and what people type. */
static bool
is_plain(const char *address)
{
    return address[strspn(address, "abcdefghijklmnopqrstuvwxyz0123456789.-_+@"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

char *
meant_keep(struct journal *journal, const unsigned char key[OWN_KEY],
           const char *account, const struct bounce *bounce, const char *facts)
{
    const struct bounce_failure *lead = bounce_lead(bounce);
    size_t length = strlen(facts);
    struct typo typo, before;
    char *kept;
    bool bad = lead->kind == BOUNCE_FAILED || lead->kind == BOUNCE_DELAYED;
    if (!bad || !says_unknown(bounce_diagnose(bounce, lead).cause) ||
        !is_plain(lead->recipient) || length == 0 || facts[length - 1] != '}' ||
        meant_recall(facts, &before) ||
        !written_typo(journal, key, account, lead->recipient, &typo))
        return NULL;
    if (asprintf(&kept, "%.*s%s%d,%u,\"%s\"]}", (int)(length - 1), facts, KEY,
                 (int)typo.why, (unsigned)typo.written, typo.meant) < 0)
        return NULL;
    return kept;
}

bool
meant_recall(const char *facts, struct typo *ret)
{
    size_t length = strlen(facts);
    const char *at = strstr(facts + (length > KEPT_MAX ? length - KEPT_MAX : 0), KEY);
    int why, begin = 0, end = 0;
    unsigned written;
    if (!at ||
        sscanf(at + strlen(KEY), "%d,%u,\"%n%*[^\"]%n", &why, &written, &begin, &end) <
            2 ||
        why < TYPO_NONE || why > TYPO_SENT)
        return false;
    *ret = (struct typo){.why = (enum typo_why)why, .written = written};
    size_t size = end > begin ? (size_t)(end - begin) : 0;
    if (size >= sizeof ret->meant || (size == 0) != (ret->why == TYPO_NONE))
        return false;
    memcpy(ret->meant, at + strlen(KEY) + begin, size);
    return true;
}
