/* checkup: what was looked at, one line each: well, odd or wrong, and what to do then. */
#include "agent/checkup.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "agent/word.h"
#include "notify/render.h"

enum {
    GRADE_WIDTH = 6, /* "warn  " */
    ID_WIDTH = 14    /* the longest id and two blanks */
};

static const char *const names[CHECKUP_GRADES] = {"ok", "warn", "fail", "skip"};

const char *
checkup_grade_name(enum checkup_grade grade)
{
    return names[grade];
}

/* What is no printable UTF-8 becomes '?', so that no server can forge a line or colour one. */
static void
clean(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        unsigned char *at = (unsigned char *)text + i;
        size_t size = word_character(at, length - i);
        /* 0xc2 0x80 to 0x9f: control characters of one byte in other charsets */
        if (size == 0 || at[0] < ' ' || at[0] == 0x7f ||
            (at[0] == 0xc2 && at[1] < 0xa0)) {
            at[0] = '?';
            size = 1;
        }
        i += size;
    }
}

/* Wrapped, with a hanging indent; the cursor stands there already. */
static void
print_text(FILE *out, const char *text, size_t indent, size_t width)
{
    size_t column = indent;
    while (*text) {
        size_t word = strcspn(text, " ");
        if (column > indent && column + 1 + word > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

static void
print(const struct checkup *checkup, const struct checkup_line *line)
{
    size_t width = checkup->width ? checkup->width : RENDER_WIDTH;
    size_t indent = GRADE_WIDTH + ID_WIDTH;
    fprintf(checkup->out, "%-*s%-*s", GRADE_WIDTH, names[line->grade], ID_WIDTH,
            line->id);
    print_text(checkup->out, line->text, indent, width - 1);
    if (line->remedy[0] != '\0') {
        fprintf(checkup->out, "%*s-> ", (int)indent, "");
        print_text(checkup->out, line->remedy, indent + 3, width - 1);
    }
    fflush(checkup->out);
}

static struct checkup_line *
append(struct checkup *checkup)
{
    if (checkup->count == CHECKUP_MOST)
        return NULL;
    if (checkup->count == checkup->room) {
        size_t room = checkup->room ? checkup->room * 2 : 16;
        struct checkup_line *lines = realloc(checkup->lines, room * sizeof *lines);
        if (!lines)
            return NULL;
        checkup->lines = lines;
        checkup->room = room;
    }
    return &checkup->lines[checkup->count];
}

void
checkup_add(struct checkup *checkup, const char *account, const char *id,
            enum checkup_grade grade, const char *remedy, const char *format, ...)
{
    char text[CHECKUP_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    clean(text);
    checkup->grades[grade]++;
    struct checkup_line *line = append(checkup);
    if (!line)
        return;
    *line = (struct checkup_line){.account = strdup(account),
                                  .id = id,
                                  .grade = grade,
                                  .text = strdup(text),
                                  .remedy = strdup(remedy)};
    if (!line->account || !line->text || !line->remedy) {
        free(line->account);
        free(line->text);
        free(line->remedy);
        return;
    }
    clean(line->remedy);
    checkup->count++;
    if (checkup->out)
        print(checkup, line);
}

json_t *
checkup_json(const struct checkup *checkup)
{
    json_t *list = json_array();
    for (size_t i = 0; i < checkup->count; i++) {
        const struct checkup_line *line = &checkup->lines[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "account",
                                              line->account, "check", line->id, "grade",
                                              names[line->grade], "text", line->text,
                                              "remedy", line->remedy));
    }
    return list;
}

void
checkup_free(struct checkup *checkup)
{
    for (size_t i = 0; i < checkup->count; i++) {
        free(checkup->lines[i].account);
        free(checkup->lines[i].text);
        free(checkup->lines[i].remedy);
    }
    free(checkup->lines);
    *checkup = (struct checkup){0};
}
