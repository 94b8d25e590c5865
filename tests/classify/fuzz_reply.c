/* fuzz_reply: any bytes may be pasted as a reply. */
#include <stdint.h>

#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounce *bounce = NULL;
    if (bounce_read_reply(data, size, NULL, &bounce) != BOUNCE_READ)
        return 0;
    PROMISE(bounce->failures && !bounce->failures->next);
    promise_text(bounce->failures->diagnostic);
    promise_text(bounce->failures->said);
    promise_text(bounce->failures->status);
    struct bounce_diagnosis diagnosis = bounce_diagnose(bounce, bounce->failures);
    PROMISE(diagnosis.certainty >= 0 && diagnosis.certainty <= 100 && diagnosis.rule);
    bounce_free(bounce);
    return 0;
}
