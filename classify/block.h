/* block: sixteen bytes asked at once, the answers a bit each, the first byte's the least.
 *
 * The vectors are the compiler's own, for whatever machine it builds for. */
#ifndef CLASSIFY_BLOCK_H
#define CLASSIFY_BLOCK_H

#include <stdint.h>
#include <string.h>

enum {
    BLOCK_SIZE = 16
};

// clang-format off
typedef unsigned char block
    __attribute__((vector_size(BLOCK_SIZE)));
// clang-format on

/* The lowest bit of each byte, which has all of them or none. */
static inline uint32_t
block_bits(const block *met)
{
#ifdef __SSE2__
    typedef char signs __attribute__((vector_size(BLOCK_SIZE)));
    return (uint32_t)__builtin_ia32_pmovmskb128((signs)*met);
#else
    uint32_t bits = 0;
    for (int i = 0; i < BLOCK_SIZE; i++)
        bits |= ((uint32_t)(*met)[i] & 1) << i;
    return bits;
#endif
}

/* What the bytes are together. */
static inline size_t
block_sum(const block *bytes)
{
    const uint64_t pairs = UINT64_C(0x00FF00FF00FF00FF);
    uint64_t halves[2];
    memcpy(halves, bytes, sizeof halves);
    uint64_t sums = (halves[0] & pairs) + (halves[0] >> 8 & pairs) +
                    (halves[1] & pairs) + (halves[1] >> 8 & pairs);
    return (size_t)((sums * UINT64_C(0x0001000100010001)) >> 48);
}

/* Which of the bytes are this one? */
static inline uint32_t
block_equal(const unsigned char *at, unsigned char byte)
{
    block bytes;
    memcpy(&bytes, at, sizeof bytes);
    bytes = (block)(bytes == byte);
    return block_bits(&bytes);
}

/* Which of the bytes are no blanks (as slice_blank says)? */
static inline uint32_t
block_text(const unsigned char *at)
{
    block bytes;
    memcpy(&bytes, at, sizeof bytes);
    bytes = (block)(bytes != ' ') & (block)((bytes < '\t') | (bytes > '\r'));
    return block_bits(&bytes);
}

/* Which of the bytes are the one letter where the other stands so much further on? As
 * letters, both in lower case, "@" is no better than "`". */
static inline uint32_t
block_pair(const unsigned char *at, unsigned char letter, size_t apart,
           unsigned char other)
{
    block here, there;
    memcpy(&here, at, sizeof here);
    memcpy(&there, at + apart, sizeof there);
    here = (block)((here | 0x20) == letter) & (block)((there | 0x20) == other);
    return block_bits(&here);
}

#endif
