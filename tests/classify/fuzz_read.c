/* fuzz_read: any bytes are a mail; whatever comes out keeps the promises of bounce.h. */
#include <stdint.h>
#include <stdlib.h>

#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A host is short, and so are the lists. */
static void
promise_host(const char *host, size_t *listed)
{
    promise_text(host);
    PROMISE(strlen(host) < BOUNCE_HOST_MAX * 3); /* a bent byte becomes U+FFFD */
    PROMISE(++*listed <= BOUNCE_MARKS_MAX);
}

static void
promise_marks(const struct bounce_marks *marks)
{
    size_t links = 0, results = 0, hops = 0;
    promise_text(marks->path);
    promise_text(marks->from);
    promise_text(marks->answers);
    promise_text(marks->language);
    for (const struct bounce_link *one = marks->links; one; one = one->next)
        promise_host(one->host, &links);
    for (const struct bounce_hop *one = marks->hops; one; one = one->next) {
        promise_text(one->from);
        promise_host(one->by, &hops);
    }
    for (const struct bounce_authentication *one = marks->authentications; one;
         one = one->next) {
        promise_text(one->method);
        promise_text(one->result);
        promise_text(one->domain);
        promise_host(one->by, &results);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct bounce_options options = {.size = sizeof options,
                                                  .marks = true};
    struct bounce *bounce = NULL;
    char *draft = NULL;
    size_t length = 0;
    bool whole = bounce_redraft(data, size, "pat@example.com", NULL, &draft,
                                &length) == BOUNCE_RETURNED_WHOLE;
    PROMISE(whole == (draft != NULL) && (!draft || !memchr(draft, '\0', length)));
    free(draft);
    bool likely = bounce_likely(data, size);
    if (bounce_read(data, size, &options, &bounce) != BOUNCE_READ)
        return 0;
    /* The gate must not shut on what would have been read. */
    PROMISE(likely && bounce->failures);
    promise_marks(bounce->marks);
    promise_text(bounce->reporter);
    promise_text(bounce->message_id);
    promise_text(bounce->own_provider);
    promise_text(bounce->original->subject);
    promise_text(bounce->original->to);
    promise_text(bounce->original->message_id);
    promise_text(bounce->original->from);
    char line[BOUNCE_TEXT_MAX];
    size_t listed = 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct bounce_diagnosis diagnosis = bounce_diagnose(bounce, f);
        const char *texts[] = {f->recipient,     f->original_recipient, f->action,
                               f->status,        f->diagnostic,         f->said,
                               f->said_by,       f->remote_mta,         f->tried_host,
                               f->tried_address, diagnosis.rule};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            promise_text(texts[i]);
        PROMISE(f->kind >= bounce->kind);
        PROMISE(!diagnosis.final || f->kind == BOUNCE_FAILED);
        PROMISE(diagnosis.certainty >= 0 && diagnosis.certainty <= 100);
        PROMISE(bounce_headline(bounce_advise(diagnosis.cause, BOUNCE_FOR_SENDER),
                                bounce, f, NULL, line, sizeof line) < sizeof line);
        promise_text(line);
        listed++;
    }
    PROMISE(listed <= BOUNCE_FAILURES_MAX && listed <= bounce->failures_seen);
    bounce_free(bounce);
    return 0;
}
