/* slice: borrowed bytes from outside. They become text in text_keep only. */
#ifndef CLASSIFY_SLICE_H
#define CLASSIFY_SLICE_H

#include <stddef.h>

struct slice {
    const unsigned char *at;
    size_t length;
};

#endif
