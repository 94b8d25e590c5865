/* fuzz_notify_line: any bytes from the agent's end. */
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "notify/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a text promises: valid, bounded, and no control character but the line end. */
static void
check(const char *text, long max)
{
    if (!text)
        return;
    if (!g_utf8_validate(text, -1, NULL) || g_utf8_strlen(text, -1) > max)
        abort();
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && *text != '\n')
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line *line;
    if (!line_read((const char *)data, size, &line))
        return 0;
    check(line->title, LINE_TITLE_MAX);
    check(line->body, LINE_BODY_MAX);
    if (line->key && (!*line->key || strlen(line->key) > LINE_KEY_MAX))
        abort();
    if (line->kind == LINE_NOTICE && (!line->key || !line->title || !line->body))
        abort();
    line_free(line);
    return 0;
}
