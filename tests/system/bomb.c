/* bomb: prints the mails of tests/support/bomb.c for the tests of this folder.
 *
 *     bomb         their names, one "KIND COAT" a line
 *     bomb SIZE    all of them in that order, of so many bytes each, one behind the other */
#include "tests/support/bomb.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
    size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    char *mail = malloc(size);
    bool good = mail != NULL;
    for (size_t kind = 0; kind < bomb_kinds(); kind++) {
        for (int coat = 0; good && coat < BOMB_COATS; coat++) {
            if (argc == 1) {
                printf("%s %s\n", bomb_name(kind),
                       bomb_coat_name((enum bomb_coat)coat));
                continue;
            }
            bomb_make(kind, (enum bomb_coat)coat, size, mail);
            good = fwrite(mail, 1, size, stdout) == size;
        }
    }
    free(mail);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
