/* question: what the commands that ask one question share: their options, one question, its answer. */
#include "agent/question.h"

#include <stdio.h>

#include "agent/place.h"
#include "agent/query.h"

int
question_put(const struct question *question, int argc, char **argv,
             struct options *options, json_t **ret)
{
    struct place place;
    int code = options_read(argc, argv, question->options, question->help, options);
    if (code >= 0)
        return code;
    code = place_find("", &place);
    if (code)
        return code;
    code = query(&place,
                 json_pack("{s:s, s:s*, s:b, s:s*, s:s*, s:s*, s:b}", "ask",
                           question->ask, "id", options->id, "pending",
                           options->pending, "what", options->what, "form",
                           options->form, "to", options->to, "full", options->full),
                 ret);
    place_free(&place);
    return code ? code : -1;
}

void
question_print(const json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
}
