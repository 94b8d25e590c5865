/* mask: a returned mail without what tells who wrote it to whom. */
#include "agent/mask.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    NAMES_MAX =
        24, /* names and domains looked for: five addresses and a display name */
    SECRETS_MAX = 4, /* longer pieces: the subject, Message-IDs */
};

static const char AN_ADDRESS[] = "(an address)";
static const char A_NAME[] = "(a name)";
static const char A_SERVER[] = "(a server)";
static const char CUT_OUT[] = "(cut out)";

struct piece {
    const char *at;
    size_t length;
};

/* What must not be seen. All of it is borrowed from the mail. */
struct secrets {
    const struct bounce *bounce;
    const struct bounce_failure *failure;
    struct piece names[NAMES_MAX], domains[NAMES_MAX], texts[SECRETS_MAX];
    size_t name_count, domain_count, text_count;
};

/* ---- what to look for ---- */

/* Is it a large provider's, which tells nothing about a person? */
static bool
is_large(const struct secrets *secrets, const char *domain)
{
    struct bounce_failure failure = *secrets->failure;
    char address[BOUNCE_TEXT_MAX * 2], known[8];
    snprintf(address, sizeof address, "a@%s", domain);
    failure.recipient = address;
    return bounce_fill("{if theirs_known}yes{/if}", secrets->bounce, &failure, NULL,
                       known, sizeof known) > 0;
}

static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}

static void
add(struct piece *pieces, size_t *count, size_t most, const char *at, size_t length)
{
    if (length >= MASK_NAME_MIN && *count < most)
        pieces[(*count)++] = (struct piece){at, length};
}

static void
add_address(struct secrets *secrets, const char *address)
{
    const char *domain = domain_of(address);
    size_t local = *domain ? (size_t)(domain - 1 - address) : strlen(address);
    add(secrets->names, &secrets->name_count, NAMES_MAX, address, local);
    if (!is_large(secrets, domain))
        add(secrets->domains, &secrets->domain_count, NAMES_MAX, domain,
            strlen(domain));
}

static bool
is_letter(char letter)
{
    return isalnum((unsigned char)letter) || (unsigned char)letter >= 0x80;
}

/* The words of "Pat Miller <pat@charter.net>", and those of the address with them. */
static void
add_words(struct secrets *secrets, const char *text)
{
    while (*text) {
        size_t length = 0;
        while (is_letter(text[length]))
            length++;
        add(secrets->names, &secrets->name_count, NAMES_MAX, text, length);
        text += length + (text[length] != '\0' && length == 0);
        if (strchr("<@", *text) && *text)
            return; /* an address of its own is looked for whole */
    }
}

static void
gather(const struct bounce *bounce, const struct bounce_failure *failure,
       struct secrets *ret)
{
    const struct bounce_original *original = bounce->original;
    const char *const addresses[] = {failure->recipient, failure->original_recipient,
                                     failure->final_recipient, original->from};
    const char *const texts[] = {original->subject, original->message_id,
                                 bounce->message_id};
    *ret = (struct secrets){.bounce = bounce, .failure = failure};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        add_address(ret, addresses[i]);
    if (*bounce->own_provider && !is_large(ret, bounce->own_provider))
        add(ret->domains, &ret->domain_count, NAMES_MAX, bounce->own_provider,
            strlen(bounce->own_provider));
    add_words(ret, original->to);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = texts[i] + (texts[i][0] == '<');
        size_t length = strlen(text);
        add(ret->texts, &ret->text_count, SECRETS_MAX, text,
            length - (length > 0 && text[length - 1] == '>'));
    }
}

/* ---- taking it out ---- */

static bool
same(const char *text, struct piece piece)
{
    return strncasecmp(text, piece.at, piece.length) == 0;
}

/* How much of the text is one of the secret texts; 0: it begins none. */
static size_t
secret_at(const struct secrets *secrets, const char *text)
{
    for (size_t i = 0; i < secrets->text_count; i++)
        if (same(text, secrets->texts[i]))
            return secrets->texts[i].length;
    return 0;
}

/* A word as far as an address could reach: with what else may stand in one. */
static size_t
word_at(const char *text)
{
    return strcspn(text, " \t\r\n<>()[]{}\"',;");
}

static bool
holds(struct piece word, const char *what)
{
    size_t length = strlen(what);
    for (size_t i = 0; i + length <= word.length; i++)
        if (strncasecmp(word.at + i, what, length) == 0)
            return true;
    return false;
}

static bool
is_host_letter(char letter)
{
    return is_letter(letter) || letter == '.' || letter == '-';
}

/* The name of a host at the start, if it is or lies below one of the domains; else 0. */
static size_t
host_at(const struct secrets *secrets, const char *text, size_t length)
{
    size_t host = 0;
    while (host < length && is_host_letter(text[host]))
        host++;
    while (host > 0 && (text[host - 1] == '.' || text[host - 1] == '-'))
        host--;
    for (size_t i = 0; i < secrets->domain_count; i++) {
        struct piece domain = secrets->domains[i];
        if (host < domain.length || !same(text + host - domain.length, domain))
            continue;
        if (host == domain.length || text[host - domain.length - 1] == '.')
            return host;
    }
    return 0;
}

static size_t
name_at(const struct secrets *secrets, const char *text, size_t length)
{
    for (size_t i = 0; i < secrets->name_count; i++) {
        size_t size = secrets->names[i].length;
        if (size <= length && same(text, secrets->names[i]) &&
            (size == length || !isalnum((unsigned char)text[size])))
            return size;
    }
    return 0;
}

/* A word that is no address: its names and domains are taken out, and what a link says behind its
 * "?". */
static void
put_word(const struct secrets *secrets, struct piece word, FILE *out)
{
    bool link = holds(word, "://"), starts = true;
    for (size_t i = 0; i < word.length;) {
        const char *at = word.at + i;
        size_t left = word.length - i;
        size_t host = starts ? host_at(secrets, at, left) : 0;
        size_t name = starts && host == 0 ? name_at(secrets, at, left) : 0;
        if (link && *at == '?') {
            fputs("?…", out);
            return;
        }
        if (host + name > 0) {
            fputs(host > 0 ? A_SERVER : A_NAME, out);
            i += host + name;
            continue;
        }
        starts = !isalnum((unsigned char)*at);
        fputc(*at, out);
        i++;
    }
}

/* The text without its secrets, malloc'ed; NULL: no memory. */
static char *
mask_text(const struct secrets *secrets, const char *text)
{
    char *masked = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&masked, &size);
    if (!out)
        return NULL;
    while (*text) {
        size_t secret = secret_at(secrets, text), length = word_at(text);
        struct piece word = {text, length};
        /* A secret may begin anywhere within the word. */
        for (size_t i = 1; i < word.length && secret == 0; i++)
            if (secret_at(secrets, text + i))
                word.length = i;
        if (secret > 0)
            fputs(CUT_OUT, out);
        else if (holds(word, "@") || holds(word, "%40"))
            fputs(AN_ADDRESS, out);
        else
            put_word(secrets, word, out);
        text += secret > 0 ? secret : word.length;
        if (secret == 0 && word.length == 0)
            fputc(*text++, out);
    }
    if (fclose(out) == 0)
        return masked;
    free(masked);
    return NULL;
}

/* Keeps a text in the mask; "" where there is no memory, which mask_make sees. */
static const char *
keep(struct mask *mask, size_t *count, char *text)
{
    mask->texts[*count] = text;
    (*count)++;
    return text ? text : "";
}

static char *
address_of(const struct secrets *secrets, const char *address, const char *whose,
           const char *stands_in)
{
    char *text;
    const char *domain = domain_of(address);
    if (!*domain)
        return strdup("");
    if (asprintf(&text, "%s@%s", whose,
                 is_large(secrets, domain) ? domain : stands_in) < 0)
        return NULL;
    return text;
}

bool
mask_make(const struct bounce *bounce, const struct bounce_failure *failure,
          struct mask *ret)
{
    struct secrets secrets;
    size_t count = 0;
    gather(bounce, failure, &secrets);
    *ret = (struct mask){.bounce = *bounce, .failure = *failure};
    ret->original = (struct bounce_original){
        .message_id = "", .subject = "", .to = "", .sent = bounce->original->sent};
    ret->original.from = keep(
        ret, &count,
        address_of(&secrets, bounce->original->from, "me", "my-domain.example"));
    struct bounce_failure *masked = &ret->failure;
    const char **const texts[] = {
        &masked->diagnostic, &masked->said,   &masked->said_by,     &masked->remote_mta,
        &masked->tried_host, &masked->status, &ret->bounce.reporter};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = keep(ret, &count, mask_text(&secrets, *texts[i]));
    masked->recipient = keep(ret, &count,
                             address_of(&secrets,
                                        *failure->recipient
                                            ? failure->recipient
                                            : failure->original_recipient,
                                        "someone", "their-domain.example"));
    masked->original_recipient = masked->final_recipient = masked->command = "";
    masked->next = NULL;
    masked->evidence = NULL;
    ret->bounce.message_id = "";
    ret->bounce.evidence = NULL;
    if (!is_large(&secrets, bounce->own_provider))
        ret->bounce.own_provider = "";
    ret->bounce.original = &ret->original;
    ret->bounce.failures = &ret->failure;
    ret->bounce.failures_seen = 1;
    for (size_t i = 0; i < count; i++)
        if (!ret->texts[i])
            return false;
    return true;
}

void
mask_free(struct mask *mask)
{
    for (size_t i = 0; i < MASK_TEXTS; i++)
        free(mask->texts[i]);
}
