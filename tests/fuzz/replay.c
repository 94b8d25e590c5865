/* replay: stands in for libFuzzer's main; runs the target once over each file named, and
 * over each file in each folder named. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    INPUT_MAX = 1 << 20,
    PATH_ROOM = 4096
};

static int inputs;

static void
replay(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        fprintf(stderr, "replay: cannot open '%s'\n", path);
        exit(EXIT_FAILURE);
    }
    uint8_t *bytes = malloc(INPUT_MAX);
    size_t length = bytes ? fread(bytes, 1, INPUT_MAX, in) : 0;
    fclose(in);
    /* Exactly as long as the input, so that a sanitizer sees a read past it. */
    uint8_t *exact = bytes ? realloc(bytes, length + !length) : NULL;
    if (!exact)
        exit(EXIT_FAILURE);
    LLVMFuzzerTestOneInput(exact, length);
    free(exact);
    inputs++;
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat what;
        if (stat(argv[i], &what) == 0 && S_ISDIR(what.st_mode)) {
            DIR *folder = opendir(argv[i]);
            for (struct dirent *entry; folder && (entry = readdir(folder));) {
                char path[PATH_ROOM];
                if (entry->d_name[0] == '.')
                    continue;
                snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
                replay(path);
            }
            if (folder)
                closedir(folder);
        } else {
            replay(argv[i]);
        }
    }
    printf("%d inputs\n", inputs);
    return inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
