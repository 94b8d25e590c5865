/* phrase: many small patterns looked for at once; a thousand cost what one does.
 *
 * A pattern is lower case, alternatives parted by "|". In it "%" is a digit, "{1-4}" one
 * of these, "*" any bytes but at most PHRASE_GAP_MAX, "~" the edge of a word. All else is
 * itself. The text is looked at in lower case, blanks as one space, quotes as "'", with a
 * space at both ends.
 *
 * Each alternative has an anchor: four bytes in a row that every text it fits holds, the
 * rarest it has ("~spf~" has the edge for a fourth; one that has none is refused by name),
 * and mostly four more beside them. phrase_make finds them when ndrwatch is built. A scan
 * asks a sieve of 128 Ki bits at each byte whether an anchor may begin there; only where it
 * says so, and all eight bytes stand, are patterns tried: six of ten then fit.
 *
 * Why not an automaton: for 1,387 phrases one with all its steps has 1.5 MB and takes 2.7 ns
 * a byte, a load that waits for the one before; the sieve takes 0.7, anchors looked up 1.8
 * (EPYC 9004). The tables of 3,320 phrases have 200 KB, of which a scan touches 16 at each
 * byte. */
#ifndef CLASSIFY_PHRASE_H
#define CLASSIFY_PHRASE_H

#include <stdint.h>

#include "classify/slice.h"

enum {
    PHRASE_TEXT_MAX = 1536, /* bytes of a reply that are looked at; few pass 600 */
    PHRASE_GAP_MAX = 60,    /* a "*" spans a few words, never a sentence or two */
    PHRASE_ANCHOR = 4, /* bytes: three are in every other text, five in few phrases */
    PHRASE_CODES = 64, /* what an anchor tells bytes apart by: see phrase_code */
    PHRASE_SIEVE = 131072, /* bits: 16 KiB stay near the processor, one in 40 is set */
    PHRASE_SLOTS = 4096,   /* lists the anchors are parted into: mostly one each */
    PHRASE_BLOCK = 256,    /* bytes sieved at a time */
    PHRASE_BEHIND = 32,    /* bytes behind a text that may be read, and mean nothing */
};

/* A text made ready. */
struct phrase_text {
    unsigned char
        at[PHRASE_TEXT_MAX + 2 + PHRASE_BEHIND]; /* behind length is no text */
    size_t length;
};

/* One alternative. */
struct phrase {
    uint32_t words; /* where in the table's words it begins */
    uint16_t row;   /* the pattern it is of */
    int8_t before;  /* bytes from its start to its anchor; -1: the edge before it */
    uint8_t gaps;   /* "*" between its start and its anchor */
    uint8_t plain;  /* bytes at its start that only themselves fit */
};

struct phrase_anchor {
    uint32_t codes;  /* of the four bytes, the first lowest */
    uint32_t also;   /* of the phrase's other bytes the rarest four, likewise */
    uint32_t known;  /* all bits, or none where it has no four */
    uint16_t phrase; /* whose it is */
    int8_t apart;    /* how far also stands behind the anchor; negative: before it */
};

/* All that is known of a set of patterns: read only, made by phrase_make. */
struct phrase_table {
    const char *words; /* the alternatives, each with a NUL */
    const struct phrase *phrases;
    const struct phrase_anchor *anchors; /* by slot, then by phrase */
    const uint16_t *slots;               /* PHRASE_SLOTS + 1: where each slot begins */
    const uint64_t *sieve;
};

/* The patterns of rules.c and of wording.c. */
extern const struct phrase_table phrase_rules, phrase_wording;

/* A way through a text. */
struct phrase_scan {
    const struct phrase_table *table;
    const struct phrase_text *text;
    size_t sieved;                 /* bytes behind us */
    uint16_t places[PHRASE_BLOCK]; /* where the sieve holds something back */
    size_t count, next;
    const struct phrase_anchor *anchor, *last; /* yet to be looked at, of one place */
    uint32_t codes;                            /* of the four bytes there */
    size_t place;
};

/* An alternative whose anchor stands in the text. */
struct phrase_found {
    const struct phrase *phrase;
    size_t place;      /* of the anchor */
    size_t start, end; /* set by phrase_fits */
};

/* Lower case, one space for blanks. Gives the bytes of words that found room. */
size_t phrase_prepare(struct phrase_text *text, struct slice words);

/* Makes "_" of what stands before each "@": whoever is called spam@ or full-mailbox@ says
 * nothing of a cause. */
void phrase_hide_names(struct phrase_text *text);

/* Begins at the text's start; what it leaves unset is set before it is read. */
void phrase_begin(struct phrase_scan *scan, const struct phrase_table *table,
                  const struct phrase_text *text);

/* The next anchor, by place, then by phrase; false: no more. It may yet fit nothing. */
bool phrase_next(struct phrase_scan *scan, struct phrase_found *found);

/* Does the alternative whose anchor was found fit here? Sets start and end. */
bool phrase_fits(const struct phrase_scan *scan, struct phrase_found *found);

/* What an anchor knows of a byte of a prepared text, below PHRASE_CODES: letters and digits
 * are themselves, of the others there are few kinds. */
unsigned phrase_code(unsigned char byte);

/* Four bytes as a number, the first lowest: the same on every machine. */
uint32_t phrase_four(const unsigned char *at);

/* Where four codes are in sieve and slots. */
unsigned phrase_hash(uint32_t codes);
unsigned phrase_slot(uint32_t codes);

#endif
