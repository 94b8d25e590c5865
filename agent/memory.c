/* memory: what jansson asks for, it gets, or the process ends. */
#include "agent/memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

static void *
get(size_t size)
{
    void *bytes = malloc(size);
    if (bytes)
        return bytes;
    log_complain("out of memory", "nothing is lost; free some, then start it again");
    _exit(EX_OSERR);
}

void
memory_for_json(void)
{
    json_set_alloc_funcs(get, free);
}
