/* phrase_print: writes the tables of phrase.h as C, when ndrwatch is built.
 *
 * It is linked with the files that hold the patterns; those name the tables, too, so they
 * are here, empty. The same patterns give the same bytes: no time, no address, no place. */
#include <stdio.h>
#include <stdlib.h>

#include "classify/phrase_make.h"
#include "classify/rules.h"
#include "classify/wording.h"

const struct phrase_table phrase_rules, phrase_wording;

static const struct {
    const char *name;
    const char *(*row)(size_t);
} tables[] = {
    {"rules", rules_pattern},
    {"wording", wording_pattern},
};

static void
print_words(const struct phrase_make *make, const char *name)
{
    printf("static const char %s_words[] = {", name);
    for (size_t i = 0; i < make->words_length; i++)
        printf("%s%d,", i % 16 == 0 ? "\n    " : " ", make->words[i]);
    printf("\n};\n");
}

static void
print_phrases(const struct phrase_make *make, const char *name)
{
    printf("static const struct phrase %s_phrases[] = {\n", name);
    for (size_t i = 0; i < make->phrase_count; i++) {
        const struct phrase *phrase = &make->phrases[i];
        printf("    {%u, %d, %d, %d, %d},\n", (unsigned)phrase->words, phrase->row,
               phrase->before, phrase->gaps, phrase->plain);
    }
    printf("};\nstatic const struct phrase_anchor %s_anchors[] = {\n", name);
    for (size_t i = 0; i < make->anchor_count; i++)
        printf("    {%u, %u, %u, %d, %d},\n", (unsigned)make->anchors[i].codes,
               (unsigned)make->anchors[i].also, (unsigned)make->anchors[i].known,
               make->anchors[i].phrase, make->anchors[i].apart);
    printf("};\n");
}

static void
print_places(const struct phrase_make *make, const char *name)
{
    printf("static const uint16_t %s_slots[] = {", name);
    for (size_t i = 0; i <= PHRASE_SLOTS; i++)
        printf("%s%d,", i % 16 == 0 ? "\n    " : " ", make->slots[i]);
    printf("\n};\nstatic const uint64_t %s_sieve[] = {", name);
    for (size_t i = 0; i < PHRASE_SIEVE / 64; i++)
        printf("%s0x%llX,", i % 4 == 0 ? "\n    " : " ",
               (unsigned long long)make->sieve[i]);
    printf("\n};\n");
}

static void
print_table(const struct phrase_make *make, const char *name)
{
    printf("\n/* %zu rows, %zu phrases, %zu anchors */\n", make->row_count,
           make->phrase_count, make->anchor_count);
    print_words(make, name);
    print_phrases(make, name);
    print_places(make, name);
    printf("const struct phrase_table phrase_%s = {\n    .words = %s_words,\n"
           "    .phrases = %s_phrases,\n    .anchors = %s_anchors,\n"
           "    .slots = %s_slots,\n    .sieve = %s_sieve,\n};\n",
           name, name, name, name, name, name);
}

int
main(void)
{
    printf("/* Written by phrase_print from the patterns; changes are lost. */\n"
           "#include \"classify/phrase.h\"\n");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct phrase_make *make = calloc(1, sizeof *make);
        if (!make || !phrase_make_table(make, tables[i].row)) {
            fprintf(stderr, "%s: \"%.60s\": %s\n", tables[i].name,
                    make ? make->wrong : "", make ? make->why : "no memory");
            free(make);
            return EXIT_FAILURE;
        }
        print_table(make, tables[i].name);
        free(make);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
