/* key: by what a returned mail is known again, wherever it turns up. */
#include "agent/key.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
in_order(const void *left, const void *right)
{
    const struct bounce_failure *const *a = left, *const *b = right;
    int order = strcasecmp((*a)->recipient, (*b)->recipient);
    return order ? order : (int)(*a)->kind - (int)(*b)->kind;
}

static void
add_text(struct sha256 *sum, const char *text)
{
    sha256_add(sum, text, strlen(text) + 1); /* the NUL keeps neighbours apart */
}

static void
add_facts(struct sha256 *sum, const struct bounce *bounce)
{
    const struct bounce_failure *sorted[BOUNCE_FAILURES_MAX];
    size_t count = 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        if (count < BOUNCE_FAILURES_MAX)
            sorted[count++] = f;
    qsort(sorted, count, sizeof *sorted, in_order);
    add_text(sum, bounce->message_id);
    add_text(sum, bounce->original->message_id);
    for (size_t i = 0; i < count; i++) {
        unsigned char kind = (unsigned char)sorted[i]->kind;
        add_text(sum, sorted[i]->recipient);
        sha256_add(sum, &kind, 1);
    }
}

/* Header fields that a second delivery, a move or a filter writes anew. */
static bool
is_travel(const char *line, size_t length)
{
    static const char *const names[] = {
        "Received:", "X-", "Delivered-To:", "Return-Path:", "Status:", NULL};
    for (const char *const *name = names; *name; name++) {
        size_t letters = strlen(*name);
        if (length >= letters && strncasecmp(line, *name, letters) == 0)
            return true;
    }
    return false;
}

static void
add_mail(struct sha256 *sum, const char *mail, size_t length)
{
    size_t at = 0;
    bool skip = false;
    while (at < length) {
        const char *line = mail + at, *end = memchr(line, '\n', length - at);
        size_t size = end ? (size_t)(end - line) + 1 : length - at;
        at += size;
        bool folded = line[0] == ' ' || line[0] == '\t';
        if (!folded)
            skip = is_travel(line, size);
        if (!skip)
            sha256_add(sum, line, size);
        if (line[0] == '\n' || (size == 2 && line[0] == '\r'))
            break;
    }
    size_t body = length - at;
    sha256_add(sum, mail + at, body < KEY_BODY_MAX ? body : KEY_BODY_MAX);
}

void
key_make(const struct bounce *bounce, const void *mail, size_t length,
         char ret[SHA256_HEX])
{
    struct sha256 sum;
    sha256_begin(&sum);
    if (bounce && bounce->message_id[0] != '\0')
        add_facts(&sum, bounce);
    else
        add_mail(&sum, mail, length);
    sha256_hex(&sum, ret);
}
