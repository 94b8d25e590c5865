/* golden: compares a text with a file under the test's folder; UPDATE=1 in the environment
 * writes the file instead. Read `git diff` after that. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    GOLDEN_MAX = 1 << 16
};

/* NAME.txt, or NAME where it has an ending. GOLDEN_FOLDER is given on the compiler's command line. */
static inline void
golden_check(const char *name, const char *have)
{
    static char want[GOLDEN_MAX];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", GOLDEN_FOLDER, name,
             strchr(name, '.') ? "" : ".txt");
    const char *update = getenv("UPDATE");
    FILE *file = fopen(path, update && *update == '1' ? "wb" : "rb");
    if (!file)
        fail_msg("golden: cannot open '%s'; UPDATE=1 writes it", path);
    size_t length = 0;
    if (update && *update == '1')
        fwrite(have, 1, strlen(have), file);
    else
        length = fread(want, 1, sizeof want - 1, file);
    fclose(file);
    if (update && *update == '1')
        return;
    want[length] = '\0';
    if (strcmp(have, want) != 0)
        fail_msg("%s differs; have:\n%s\nwant:\n%s", path, have, want);
}

#endif
