/* cmd_handled: marks a returned mail as dealt with; its bubble goes. */
#include <jansson.h>
#include <stdio.h>
#include <sysexits.h>

#include "agent/cmd.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"

static const char HELP[] =
    "usage: ndrwatch handled ID|latest\n"
    "\n"
    "Marks a returned mail as dealt with: its notification goes, and\n"
    "`ndrwatch list --pending` leaves it out. Your mailbox is not touched.\n";

int
cmd_handled(int argc, char **argv)
{
    struct options options;
    struct place place;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_ID, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find("", &place);
    if (code)
        return code;
    json_t *answer;
    code = query(&place, json_pack("{s:s, s:s}", "ask", "handled", "id", options.id),
                 &answer);
    place_free(&place);
    if (code)
        return code;
    const char *id = json_string_value(json_object_get(answer, "id"));
    if (options.json)
        printf("{\"id\":\"%s\",\"handled\":true}\n", id ? id : "");
    else
        printf("%s is marked as handled.\n", id ? id : "It");
    json_decref(answer);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
