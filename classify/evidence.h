/* evidence: which field or line said a fact. */
#ifndef CLASSIFY_EVIDENCE_H
#define CLASSIFY_EVIDENCE_H

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/slice.h"

struct evidence_region;

/* The texts that facts were read from. Zero-initialise. */
struct evidence {
    struct evidence_region *regions; /* newest first */
};

/* Makes the lines of a text countable: the mail's own header, the content of a part. */
void evidence_region(struct evidence *evidence, struct arena *arena,
                     struct slice content, unsigned part);

/* Puts the evidence for a fact before a list: the byte at which it is said tells where.
 * False: the byte stands in no text known here, and nothing is put. */
bool evidence_put(struct evidence *evidence, struct arena *arena, enum bounce_fact fact,
                  const char *source, const unsigned char *at,
                  const struct bounce_evidence **list);

/* Puts evidence that is no one line: words here and there, or that nothing says more. */
void evidence_whole(struct arena *arena, enum bounce_fact fact, const char *source,
                    const struct bounce_evidence **list);

/* Puts it as another fact's: what was drawn from that is said where that is. Where that has
 * none, source says it as a whole. */
void evidence_inherit(struct arena *arena, enum bounce_fact fact, enum bounce_fact from,
                      const char *source, const struct bounce_evidence **list);

#endif
