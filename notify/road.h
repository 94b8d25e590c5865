/* road: how far a mail got: you, your provider, theirs, the recipient. Pure.
 *
 *     struct road road = road_of(bounce, failure, &why);
 *     // fill road.labels and road.said, name the stops
 *     road_draw(&markup, &road, &texts);
 *
 * It shows no more than the report says: where a cause does not tell the place, a question mark
 * stands there.
 */
#ifndef NOTIFY_ROAD_H
#define NOTIFY_ROAD_H

#include "classify/bounce.h"
#include "notify/markup.h"

enum road_stop {
    ROAD_YOU = 0,
    ROAD_YOURS, /* your provider */
    ROAD_THEIRS,
    ROAD_RECIPIENT,
    ROAD_STOPS,
};

/* What stands on the road where the mail got no further. */
enum road_sign {
    ROAD_NONE = 0, /* it got as far as is reported */
    ROAD_CROSS,    /* it was stopped for good */
    ROAD_PAUSE,    /* it waits there */
    ROAD_QUESTION, /* nobody says where */
};

struct road {
    enum road_stop reached;         /* the last stop that it is known to have got to */
    enum road_sign sign;            /* behind that */
    const char *labels[ROAD_STOPS]; /* under each stop: templates; "" for none */
    const char
        *said; /* all of it in a sentence or two, for who does not see it: a template */
};

struct road_texts {
    const char *names[ROAD_STOPS];
    const char *labels[ROAD_STOPS];
};

/* Always answers. */
struct road road_of(const struct bounce *bounce, const struct bounce_failure *failure,
                    const struct bounce_diagnosis *why);

/* Two pictures, lying for a desk and paper, standing for a phone, of which a style sheet (sheet.h)
 * shows one. Neither is read aloud. Names are cut to what fits. */
void road_draw(struct markup *markup, const struct road *road,
               const struct road_texts *texts);

#endif
