/* link: the hosts that a text or page links to, and whether a link's words lure. */
#include "classify/link.h"

#include "classify/entity.h"
#include "classify/text.h"

enum {
    VALUE_MAX = 512,    /* bytes of a link that may hold its host */
    WORDS_IN_MAX = 512, /* bytes behind a link in which its words stand, tags and all */
    WORDS_MAX = 96,     /* bytes of these words: a button says little */
};

/* Bytes of a link's start with its references undone, blanks and controls left out: browsers
 * pass over them, and so lures hide in them. */
struct plain {
    unsigned char bytes[VALUE_MAX];
    size_t length;
};

static void
undo(struct slice value, struct plain *plain)
{
    uint32_t character;
    plain->length = 0;
    while (value.length > 0 && plain->length + 4 <= sizeof plain->bytes) {
        size_t length = value.at[0] == '&' ? entity_take(value, &character) : 0;
        if (length == 0) {
            if (value.at[0] > ' ')
                plain->bytes[plain->length++] = value.at[0];
            length = 1;
        } else if (character > ' ') {
            plain->length += text_put(character, plain->bytes + plain->length);
        }
        value = slice_from(value, length);
    }
}

/* The host of "https://user@host:443/path", or of "//host/path"; no bytes where there is none.
 * A "\" is a "/" to browsers. */
static struct slice
host_of(struct slice link)
{
    if (slice_starts(link, "http:") || slice_starts(link, "https:"))
        slice_cut(&link, ':');
    size_t slashes = 0, end = 0;
    while (slashes < link.length &&
           (link.at[slashes] == '/' || link.at[slashes] == '\\'))
        slashes++;
    if (slashes < 2)
        return slice_to(link, 0);
    link = slice_from(link, slashes);
    while (end < link.length && !slice_blank(link.at[end]) &&
           memchr("/\\?#\"'<>()[]{},;|", link.at[end], 17) == NULL)
        end++;
    link = slice_to(link, end);
    for (size_t at; (at = slice_at(link, '@')) != SLICE_NONE;)
        link = slice_from(link, at + 1);
    link = slice_to(link, slice_at(link, ':'));
    while (link.length > 0 && link.at[link.length - 1] == '.')
        link.length--;
    return slice_at(link, '.') == SLICE_NONE ? slice_to(link, 0) : link;
}

/* The words of the link behind whose value the page goes on, without their tags. */
static struct slice
words_behind(struct slice page, unsigned char out[WORDS_MAX])
{
    page = slice_to(page, WORDS_IN_MAX);
    page = slice_from(page, slice_at(page, '>'));
    page = slice_to(page, slice_find(page, "</a"));
    size_t used = 0;
    bool within = true; /* a tag, whose ">" comes first */
    for (size_t i = 0; i < page.length && used < WORDS_MAX; i++) {
        unsigned char c = page.at[i];
        if (c == '<' || c == '>') {
            within = c == '<';
            continue;
        }
        bool again = slice_blank(c) && (used == 0 || out[used - 1] == ' ');
        if (!within && !again)
            out[used++] = slice_blank(c) ? ' ' : c;
    }
    return (struct slice){out, used};
}

static bool
lures(struct slice words)
{
    // clang-format off
    static const char *const buttons[] = {
        "send again", "resend", "re-send", "release", "retrieve", "recover", "restore", "validate",
        "verify", "confirm", "keep my", "keep same", "keep current", "sign in", "signin", "log in",
        "login", "deliver message", "deliver mail", "allow message", "review message",
        "view message", "pending", "unblock", "upgrade", "update your", "password",
        "erneut senden", "freigeben", "anmelden", "bestätigen", "zustellen", "renvoyer",
        "libérer", "se connecter", "confirmer", "reenviar", "liberar", "iniciar sesión",
        "verificar", "confirmar", "accedi", "conferma", "rilascia", "opnieuw verzenden",
        "bevestig", NULL};
    // clang-format on
    return slice_has_one(words, buttons);
}

/* Does the value behind the "=" belong to an attribute that names a link? */
static bool
names_link(struct slice before)
{
    while (before.length > 0 && slice_blank(before.at[before.length - 1]))
        before.length--;
    return slice_ends(before, "href") || slice_ends(before, "src") ||
           slice_ends(before, "action");
}

/* The value at the start of a page: up to its quote, or to the tag's end. */
static struct slice
value_at(struct slice page)
{
    page = slice_to(page, VALUE_MAX);
    while (page.length > 0 && slice_blank(page.at[0]))
        page = slice_from(page, 1);
    unsigned char quote = page.length > 0 ? page.at[0] : '>';
    if (quote == '"' || quote == '\'')
        page = slice_from(page, 1);
    else
        quote = '>';
    return slice_to(page, slice_at(page, quote));
}

/* What may be a link at this "=" or ":" of the text; no bytes where nothing is. */
static struct slice
candidate(struct slice text, size_t at)
{
    if (text.at[at] == '=')
        return names_link(slice_to(text, at)) ? value_at(slice_from(text, at + 1))
                                              : slice_to(text, 0);
    size_t start = at >= 5 && slice_starts(slice_from(text, at - 5), "https:") ? at - 5
                   : at >= 4                                                   ? at - 4
                                                                               : at;
    return slice_starts(slice_from(text, start), "http")
               ? slice_to(slice_from(text, start), VALUE_MAX)
               : slice_to(text, 0);
}

bool
link_next(struct slice *text, struct link *link)
{
    for (size_t at = 0; at < text->length; at++) {
        if (text->at[at] != '=' && text->at[at] != ':')
            continue;
        struct slice found = candidate(*text, at);
        struct plain plain;
        if (found.length == 0)
            continue;
        /* Words in a text are not written with references, and end at a blank. */
        if (text->at[at] == '=')
            undo(found, &plain);
        struct slice host = host_of(
            text->at[at] == '=' ? (struct slice){plain.bytes, plain.length} : found);
        if (host.length == 0 || host.length >= sizeof link->host)
            continue;
        unsigned char words[WORDS_MAX];
        size_t end = (size_t)(found.at - text->at) + found.length;
        memcpy(link->host, host.at, host.length);
        link->length = host.length;
        link->button = text->at[at] == '=' &&
                       lures(words_behind(slice_from(*text, end), words));
        *text = slice_from(*text, text->at[at] == '=' ? end : at + 1);
        return true;
    }
    *text = slice_from(*text, text->length);
    return false;
}

bool
link_asks(struct slice text)
{
    // clang-format off
    static const char *const asks[] = {
        "password", "passwort", "kennwort", "mot de passe", "contraseña", "senha", "wachtwoord",
        "sign in", "log in to", "login", "verify your account", "verify your mailbox",
        "validate your", "confirm your account", "confirm your identity", "account will be",
        "mailbox will be", NULL};
    // clang-format on
    return slice_has_one(text, asks);
}
