/* manual: the page ndrwatch-causes(7), made of the catalogue. */
#include "agent/manual.h"

#include <stdbool.h>
#include <string.h>

#include "agent/catalogue.h"

/* A line that begins with "." or "'" would be a request, and "\" an escape. */
static void
put_text(FILE *out, const char *text)
{
    bool starts = true;
    for (; *text; text++) {
        if (starts && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else
            fputc(*text, out);
        starts = *text == '\n';
    }
    fputc('\n', out);
}

static const char *
member(const json_t *entry, const char *key)
{
    const char *text = json_string_value(json_object_get(entry, key));
    return text ? text : "";
}

/* Some texts as one paragraph; nothing where all are empty. */
static void
put_paragraph(FILE *out, const json_t *entry, const char *const keys[])
{
    bool begun = false;
    for (size_t i = 0; keys[i]; i++) {
        const char *text = member(entry, keys[i]);
        if (!*text)
            continue;
        if (!begun)
            fputs(".PP\n", out);
        begun = true;
        put_text(out, text);
    }
}

static void
put_list(FILE *out, const char *title, const json_t *list)
{
    const json_t *one;
    size_t i;
    if (json_array_size(list) == 0)
        return;
    if (*title)
        fprintf(out, ".PP\n%s\n", title);
    json_array_foreach(list, i, one)
    {
        fprintf(out, ".IP %zu. 3\n", i + 1);
        put_text(out, json_string_value(one));
    }
}

static void
put_names(FILE *out, const json_t *who)
{
    const json_t *one;
    size_t i;
    fputs(".PP\nWho can mend it: ", out);
    json_array_foreach(who, i, one)
    {
        const char *name = json_string_value(one);
        fputs(i > 0 ? ", " : "", out);
        for (; *name; name++)
            fputc(*name == '_' ? ' ' : *name, out);
    }
    fputs(".\n", out);
}

static void
put_entry(FILE *out, const json_t *entry)
{
    static const char *const first[] = {"headline", NULL};
    static const char *const what[] = {"happened", "reassure", "lost", NULL};
    static const char *const then[] = {"again", "keep", NULL};
    fprintf(out, ".SS %s\n", catalogue_id(entry));
    fputs(".B ", out);
    put_text(out, member(entry, first[0]));
    put_paragraph(out, entry, what);
    put_list(out, "", json_object_get(entry, "steps"));
    put_paragraph(out, entry, then);
    if (json_object_get(entry, "who"))
        put_names(out, json_object_get(entry, "who"));
    put_list(out, "For whoever runs the sending domain:",
             json_object_get(entry, "postmaster"));
    if (*member(entry, "sources"))
        fprintf(out, ".PP\nMore: %s.\n", member(entry, "sources"));
}

void
manual_write(const json_t *catalogue, FILE *out)
{
    static const char head[] =
        ".\\\" Made by \"ndrwatch causes --man\" where ndrwatch is built.\n"
        ".TH NDRWATCH-CAUSES 7 \"\" ndrwatch\n"
        ".SH NAME\n"
        "ndrwatch-causes \\- why mail comes back, and what to do about it\n"
        ".SH DESCRIPTION\n"
        "ndrwatch tells these causes apart. Their ids stand in its logs and its JSON, and never "
        "change their\nmeaning. The words are those that people read, here of a mail from Sam "
        "to pat@example.net that has come\nback for good. \\(lqThe text below\\(rq is one that "
        "ndrwatch fills in for a real mail, to be handed on.\n"
        ".PP\n"
        "While a server is still trying, nothing here needs to be done: wait, and phone or text "
        "the person if it\nis urgent. Sent a second time, the mail could arrive twice.\n"
        ".SH CAUSES\n";
    static const char middle[] =
        ".SH NOTICES\n"
        "Not every such mail is a failure of a mail of yours.\n";
    static const char tail[] =
        ".SH SEE ALSO\n"
        "\"ndrwatch causes ID\" also shows the text to hand on and the rules that recognise a "
        "cause.\n"
        ".PP\n"
        "RFC 3463, RFC 3464, RFC 5321\n";
    const json_t *entry;
    size_t i;
    bool notices = false;
    fputs(head, out);
    json_array_foreach(catalogue, i, entry)
    {
        if (!notices && json_object_get(entry, "notice")) {
            fputs(middle, out);
            notices = true;
        }
        put_entry(out, entry);
    }
    fputs(tail, out);
}
