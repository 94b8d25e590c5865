/* fuzz_reply: any bytes may be pasted as a reply. */
#include <stdint.h>

#include "classify/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounce *bounce = NULL;
    if (bounce_read_reply(data, size, NULL, &bounce) != BOUNCE_READ)
        return 0;
    if (!bounce->failures || bounce->failures->next)
        __builtin_trap();
    struct bounce_diagnosis diagnosis = bounce_diagnose(bounce, bounce->failures);
    if (diagnosis.certainty < 0 || diagnosis.certainty > 100 || !diagnosis.rule)
        __builtin_trap();
    bounce_free(bounce);
    return 0;
}
