/* Fuzz target: any bytes as facts. What is read writes and reads again to the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounce *bounce, *copy;
    if (!facts_read((const char *)data, size, &bounce))
        return 0;
    char *json = facts_write(bounce);
    if (!json || !facts_read(json, strlen(json), &copy))
        abort();
    char *again = facts_write(copy);
    if (!again || strcmp(json, again) != 0)
        abort();
    json_t *public = facts_json(copy, "-", NULL);
    if (!public)
        abort();
    json_decref(public);
    facts_free(copy);
    facts_free(bounce);
    free(json);
    free(again);
    return 0;
}
