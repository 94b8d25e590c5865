/* challenge: a filter holds a mail back until its sender confirms it.
 *
 * Some dress the question as a delivery report: Action failed, but a status that is not
 * final, and words that ask for something. Nothing came back. */
#include "classify/challenge.h"

enum {
    WORDS_MAX = 8192, /* bytes of a report: it asks at its beginning */
};

struct slice
challenge_find(struct slice words)
{
    // clang-format off
    static const char *const asks[] = {
        "not pre-approved", "guest list", "been waitlisted", "was waitlisted",
        "challenge-response", "challenge/response", "awaiting your confirmation",
        "waiting for your confirmation", "waits for your confirmation", "until you confirm",
        "confirm that you sent", "confirm you sent", "confirm your message",
        "verify that you sent", "verify your message", "verify that you are human",
        "prove that you are human", "add yourself to my", "request to be added to",
        "sender confirmation", NULL};
    // clang-format on
    words = slice_to(words, WORDS_MAX);
    for (const char *const *ask = asks; *ask; ask++) {
        size_t at = slice_find(words, *ask);
        if (at != SLICE_NONE)
            return slice_to(slice_from(words, at), slice_of(*ask).length);
    }
    return (struct slice){0};
}
