/* The first byte says how the rest is cut; the lines must be those of the whole. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t piece = (size_t)data[0] + 1, expected = 1;
    struct line_reader reader = {0};
    for (size_t at = 1; at < size; at += piece) {
        const char *line;
        size_t length;
        line_add(&reader, data + at, size - at < piece ? size - at : piece);
        while (line_next(&reader, &line, &length)) {
            if (expected + length >= size ||
                memcmp(line, data + expected, length) != 0 ||
                data[expected + length] != '\n' || memchr(line, '\n', length))
                abort();
            expected += length + 1;
        }
    }
    if (!reader.failed && memchr(data + expected, '\n', size - expected))
        abort();
    line_free(&reader);
    return 0;
}
