/* proof: is this the report of a mail that came back?
 *
 * No single sign is enough, and none is needed: a report in a language nobody listed has
 * its sender, a recipient in a slot and a code; one without a code has its words. */
#include "classify/proof.h"

#include <stddef.h>

enum {
    ENOUGH = 5,
};

static int
worth_of_place(enum place place)
{
    switch (place) {
    case PLACE_NONE:
    case PLACE_MENTION:
    case PLACE_ECHO:
        return 0;
    case PLACE_SENTENCE:
    case PLACE_LINE:
        return 1;
    case PLACE_SLOT:
        return 2;
    }
    return 0;
}

bool
proof_holds(const struct proof *proof)
{
    const struct {
        bool seen;
        int worth;
    } signs[] = {
        // clang-format off
        {proof->by_system, 3}, {proof->no_sender, 1}, {proof->heads, 2}, {proof->tells, 1},
        {proof->code, 2}, {proof->known && !proof->code, 1}, {proof->returned, 1},
        {proof->ours, 2}, {proof->answers, -2}, {proof->written, -3},
        {proof->holds, -4}, {proof->bulk, -4}, {proof->only_reader, -6},
        {proof->desk, -3}, {proof->greets, -3}, {proof->incoming, -8}, {proof->told_id, 2},
        // clang-format on
    };
    int sum = worth_of_place(proof->place);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        sum += signs[i].seen ? signs[i].worth : 0;
    if (proof->passed_on)
        return false;
    /* A parcel fails to be delivered, too, a monitor tells of mail servers, and people
     * write of mails that came back. */
    if (!proof->by_system && !proof->returned &&
        (!proof->heads || proof->place < PLACE_SLOT))
        return false;
    /* They know a report's subject and its fields, too. */
    if (!proof->machine && !proof->ours)
        return false;
    return sum >= ENOUGH;
}
