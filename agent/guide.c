/* guide: what a provider wants before a program may read a mailbox, in one screen of words. */
#include "agent/guide.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/rows.h"

enum {
    TEXT_ROOM = 1024, /* bytes of a paragraph */
    TITLE_ROOM = 400,
    ROWS_MOST = 8
};

struct screen {
    struct rows_row rows[ROWS_MOST];
    char texts[ROWS_MOST][TEXT_ROOM];
    size_t count;
};

/* Is the word in the list "oauth2 app-password"? */
static bool
has(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static const char *
value(const struct finder *found, enum providers_key key)
{
    return found->row && found->row->values[key] ? found->row->values[key] : "";
}

enum guide_way
guide_way(const struct finder *found, bool client)
{
    const char *auth = value(found, PROVIDERS_AUTH);
    if (client && has(auth, "oauth2"))
        return GUIDE_SIGN_IN;
    if (!has(auth, "password") && has(auth, "app-password"))
        return GUIDE_APP_PASSWORD;
    if (strncmp(auth, "app-password", strlen("app-password")) == 0)
        return GUIDE_APP_PASSWORD;
    return has(auth, "oauth2") && !has(auth, "password") ? GUIDE_NO_CLIENT
                                                         : GUIDE_PASSWORD;
}

__attribute__((format(printf, 3, 4))) static void
add(struct screen *screen, const char *label, const char *format, ...)
{
    va_list arguments;
    char *text = screen->texts[screen->count];
    va_start(arguments, format);
    vsnprintf(text, TEXT_ROOM, format, arguments);
    va_end(arguments);
    screen->rows[screen->count++] = (struct rows_row){label, text};
}

static void
add_password(struct screen *screen, const struct finder *found, const char *name)
{
    add(screen, "Password",
        "The one of your mailbox, as you type it on %s's own web page.", name);
    if (value(found, PROVIDERS_APP_PASSWORD)[0] != '\0')
        add(screen, "",
            "If you sign in there in two steps, make an app password instead: a second "
            "one, for ndrwatch alone.");
}

static void
add_app_password(struct screen *screen, const struct finder *found, const char *name)
{
    add(screen, "Password",
        "%s refuses your usual password here. Make an app password: a second one, for "
        "ndrwatch alone, which you can take back at any time.",
        name);
    if (value(found, PROVIDERS_APP_PASSWORD)[0] != '\0')
        add(screen, "",
            "Nothing of that name on the page below? Sign-in in two steps may have to be "
            "switched on first.");
}

static void
add_no_client(struct screen *screen, const struct finder *found, const char *name)
{
    bool home = found->row && strcmp(found->row->id, "outlook.com") == 0;
    add(screen, "Sign-in",
        "%s%s takes no password from mail programs, no app password either: only a "
        "sign-in on its own page, by a program that is registered there. ndrwatch is not "
        "registered yet. Today you need one of these two:",
        home ? "Since September 2024 " : "", name);
    add(screen, "",
        "1. A program you already have that signs in for others and prints a token "
        "(mutt_oauth2.py, pizauth, oama): you are asked for its command.");
    add(screen, "", "2. A registration of your own: you are asked for its client id.%s",
        home ? " Microsoft lets people make one who have a work or school directory; "
               "with a private account alone it no longer does."
             : " Whoever runs your organisation's mail can make one.");
    add(screen, "",
        "If you have neither, press Enter: nothing is written, and this account has to "
        "wait until ndrwatch is registered.");
}

static void
fill(struct screen *screen, const struct finder *found, enum guide_way way,
     const char *name)
{
    if (value(found, PROVIDERS_ENABLE)[0] != '\0')
        add(screen, "First",
            "See whether mail programs are let in (IMAP), on the page below; in many "
            "mailboxes that is off.");
    switch (way) {
    case GUIDE_PASSWORD:
        add_password(screen, found, name);
        break;
    case GUIDE_APP_PASSWORD:
        add_app_password(screen, found, name);
        break;
    case GUIDE_SIGN_IN:
        add(screen, "Sign-in",
            "On %s's own page, in your browser or by a code. ndrwatch never sees your "
            "password.",
            name);
        break;
    case GUIDE_NO_CLIENT:
        add_no_client(screen, found, name);
        break;
    }
    if (strcmp(value(found, PROVIDERS_IDLE), "no") == 0)
        add(screen, "Note",
            "%s does not say when mail comes; ndrwatch asks every few minutes.", name);
}

/* Each on one line, however long: a link that is broken cannot be followed. */
static void
put_links(FILE *out, const struct finder *found, enum guide_way way)
{
    static const struct {
        enum providers_key key;
        const char *what;
    } links[] = {
        {PROVIDERS_ENABLE, "IMAP"},
        {PROVIDERS_APP_PASSWORD, "password"},
        {PROVIDERS_HELP, "help"},
    };
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (value(found, links[i].key)[0] != '\0' &&
            (links[i].key != PROVIDERS_APP_PASSWORD || way == GUIDE_PASSWORD ||
             way == GUIDE_APP_PASSWORD))
            fprintf(out, "  %-12s%s\n", links[i].what, value(found, links[i].key));
}

bool
guide_render(const struct finder *found, enum guide_way way,
             const struct render_style *style, char **ret)
{
    struct screen screen = {.count = 0};
    char title[TITLE_ROOM];
    const char *name = value(found, PROVIDERS_NAME);
    snprintf(title, sizeof title, "%s: %s, port %u%s",
             name[0] != '\0' ? name : "Your provider", found->host, found->port,
             found->starttls ? ", STARTTLS" : "");
    fill(&screen, found, way, name[0] != '\0' ? name : "your provider");
    char *rows = NULL, *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    bool good = out && rows_render(title, screen.rows, screen.count, style, &rows);
    if (good) {
        fputs(rows, out);
        put_links(out, found, way);
    }
    free(rows);
    good = out && fclose(out) == 0 && good;
    if (good)
        *ret = text;
    else
        free(text);
    return good;
}
