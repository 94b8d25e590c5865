/* fuzz_read: any bytes are a mail; whatever comes out keeps the promises of bounce.h. */
#include <stdint.h>
#include <string.h>

#include "classify/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A text that is no text, or too long, would reach a terminal or a bubble. */
static void
check_text(const char *text)
{
    size_t length = strlen(text);
    if (length >= BOUNCE_TEXT_MAX)
        __builtin_trap();
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            __builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounce *bounce = NULL;
    bool likely = bounce_likely(data, size);
    if (bounce_read(data, size, NULL, &bounce) != BOUNCE_READ)
        return 0;
    /* The gate must not shut on what would have been read. */
    if (!likely || !bounce->failures)
        __builtin_trap();
    check_text(bounce->reporter);
    check_text(bounce->message_id);
    check_text(bounce->own_provider);
    check_text(bounce->original->subject);
    check_text(bounce->original->to);
    size_t listed = 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct bounce_diagnosis diagnosis = bounce_diagnose(bounce, f);
        const char *texts[] = {f->recipient,     f->original_recipient, f->action,
                               f->status,        f->diagnostic,         f->said,
                               f->said_by,       f->remote_mta,         f->tried_host,
                               f->tried_address, diagnosis.rule};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            check_text(texts[i]);
        if (f->kind < bounce->kind || (diagnosis.final && f->kind != BOUNCE_FAILED))
            __builtin_trap();
        listed++;
    }
    if (listed > BOUNCE_FAILURES_MAX || listed > bounce->failures_seen)
        __builtin_trap();
    bounce_free(bounce);
    return 0;
}
