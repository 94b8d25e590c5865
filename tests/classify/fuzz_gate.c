/* fuzz_gate: any bytes are a header; what the gate says of it does not depend on the body,
 * on line ends, or on how the bytes are cut after the header. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "classify/header.h"
#include "classify/parameter.h"
#include "tests/support/promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same header alone, in memory of its own: a read past it shows. */
static bool
likely_alone(struct slice header)
{
    char *copy = malloc(header.length + !header.length);
    if (!copy)
        abort();
    if (header.length > 0)
        memcpy(copy, header.at, header.length);
    bool likely = bounce_likely(copy, header.length);
    free(copy);
    return likely;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice body, header = header_open((struct slice){data, size}, &body);
    struct header_field field;
    PROMISE(bounce_likely(data, size) == likely_alone(header));
    PROMISE(header.length + body.length <= size);
    for (struct slice rest = header; header_next(&rest, &field);) {
        PROMISE(field.name.length > 0);
        PROMISE(field.name.at >= data && field.name.at < data + size);
        PROMISE(field.value.length == 0 ||
                (field.value.at > field.name.at &&
                 field.value.at + field.value.length <= data + size));
        struct parameter_room room;
        (void)parameter_find(field.value, "charset", &room);
    }
    return 0;
}
