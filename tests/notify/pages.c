/* pages FOLDER: writes the report pages there that browser.py and page.py look at. */
#include <stdlib.h>

#include "pages.h"

static void
write_page(const char *folder, const char *name, const struct report *report)
{
    char path[4096], *html;
    snprintf(path, sizeof path, "%s/%s.html", folder, name);
    FILE *file = report_make(report, &html) ? fopen(path, "w") : NULL;
    if (!file || fputs(html, file) < 0 || fclose(file) != 0)
        exit(1);
    free(html);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        const struct bounce_failure *failures;
    } plain[] = {
        {"delayed", &waiting}, {"delivered", &arrived}, {"nameless", &nameless},
        {"several", five},     {"full", &full},
    };
    struct pages_full whole;
    static struct pages_hostile hostile;
    if (argc != 2)
        return 64;
    pages_fill(&whole, &refused);
    write_page(argv[1], "story", &whole.report);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        struct bounce bounce = letter(plain[i].failures);
        struct report report = {.bounce = &bounce};
        write_page(argv[1], plain[i].name, &report);
    }
    pages_fill_hostile(&hostile, "tame");
    write_page(argv[1], "tame", &hostile.full.report);
    for (unsigned i = 0; i < HOSTILE_TEXTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "hostile-%02u", i);
        pages_fill_hostile(&hostile, hostile_text(i));
        write_page(argv[1], name, &hostile.full.report);
    }
    return 0;
}
