/* step: what to do, in order: what the past teaches comes before what the cause advises. Pure. */
#include <string.h>

#include "classify/bounce.h"
#include "classify/fact.h"

const struct bounce_finding *
bounce_findings(const struct bounce *bounce, const struct bounce_failure *failure,
                const struct bounce_moment *moment)
{
    return fact_gather(bounce, failure, moment).past->findings;
}

/* Copies a text as far as there is room, at a character's boundary. */
static void
copy(const char *text, char *out, size_t size)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

bool
bounce_step(const struct bounce_advice *advice, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment,
            size_t index, char *out, size_t size)
{
    const struct bounce_finding *finding = bounce_findings(bounce, failure, moment);
    if (size == 0)
        return false;
    for (; finding; finding = finding->next, index--) {
        if (index == 0) {
            copy(finding->step, out, size);
            return true;
        }
        if (finding->alone)
            return false;
    }
    for (size_t i = 0; i < index; i++)
        if (!advice->steps[i])
            return false;
    if (!advice->steps[index])
        return false;
    bounce_fill(advice->steps[index], bounce, failure, moment, out, size);
    return true;
}
