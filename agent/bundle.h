/* bundle: files of one export, put into a folder: all of them or none, and over none that is there. */
#ifndef AGENT_BUNDLE_H
#define AGENT_BUNDLE_H

#include <stddef.h>

struct bundle_file {
    const char *name; /* "b-000017.eml": no slash */
    const void *bytes;
    size_t length;
};

/* Makes the folder (0700) where there is none, and the files in it (0600), each at once with all
 * its bytes. Returns 0, or a sysexits code after having said why. */
int bundle_write(const char *folder, const struct bundle_file *files, size_t count);

/* One file, likewise, into a folder that is there. */
int bundle_add(const char *folder, const struct bundle_file *file);

#endif
