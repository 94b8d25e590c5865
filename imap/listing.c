/* listing: reads LIST replies, and chooses among them. */
#include "imap/listing.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "imap/folder.h"

/* ---- reading ---- */

/* "(\HasNoChildren \Sent)"; false: no such list, or a folder that cannot be opened. */
static bool
take_flags(struct span *rest, unsigned *is_for)
{
    span_skip_spaces(rest);
    const char *close = rest->at < rest->end && *rest->at == '('
                            ? memchr(rest->at, ')', (size_t)(rest->end - rest->at))
                            : NULL;
    if (!close)
        return false;
    struct span flags = {rest->at + 1, close};
    rest->at = close + 1;
    *is_for = 0;
    for (int i = 0; i < LISTING_FLAGS; i++) {
        struct span flag = span_take_word(&flags);
        if (span_is(flag, "\\Noselect") || span_is(flag, "\\NonExistent"))
            return false;
        if (span_is(flag, "\\Sent"))
            *is_for |= 1U << MESSAGE_SENT;
        else if (span_is(flag, "\\Drafts"))
            *is_for |= 1U << MESSAGE_DRAFTS;
        else if (span_is(flag, "\\Junk"))
            *is_for |= 1U << MESSAGE_JUNK;
    }
    return true;
}

/* A name in any of its three forms; *quoted: backslashes in it are escapes. */
static bool
take_name(struct span *rest, struct span *ret, bool *quoted)
{
    span_skip_spaces(rest);
    *quoted = rest->at < rest->end && *rest->at == '"';
    if (*quoted)
        return span_take_quoted(rest, ret);
    if (rest->at < rest->end && *rest->at == '{')
        return span_take_literal(rest, FOLDER_MAX, ret);
    const char *space = memchr(rest->at, ' ', (size_t)(rest->end - rest->at));
    *ret = (struct span){rest->at, space ? space : rest->end};
    rest->at = ret->end;
    return true;
}

/* NULL: it is empty, too long, or holds what no command can carry. */
static char *
copy_name(struct span name, bool quoted)
{
    size_t length = (size_t)(name.end - name.at), put = 0;
    char *copy = length > 0 && length < FOLDER_MAX ? malloc(length + 1) : NULL;
    if (!copy)
        return NULL;
    for (const char *p = name.at; p < name.end; p++) {
        if (quoted && *p == '\\' && p + 1 < name.end)
            p++;
        if ((unsigned char)*p < ' ' || *p == 0x7f) {
            free(copy);
            return NULL;
        }
        copy[put++] = *p;
    }
    copy[put] = '\0';
    return copy;
}

/* Takes over the name. */
static void
keep(struct listing *listing, struct listing_folder folder)
{
    size_t length = strlen(folder.name);
    if (listing->count == listing->room) {
        size_t room = listing->room ? listing->room * 2 : 32;
        struct listing_folder *folders = realloc(listing->folders,
                                                 room * sizeof *folders);
        if (!folders) {
            free(folder.name);
            return;
        }
        listing->folders = folders;
        listing->room = room;
    }
    listing->folders[listing->count++] = folder;
    listing->bytes += length;
}

void
listing_note(struct listing *listing, struct span rest)
{
    struct listing_folder folder = {0};
    struct span delimiter, name;
    bool quoted = false;
    if (listing->count >= LISTING_MOST || listing->bytes >= LISTING_BYTES ||
        !take_flags(&rest, &folder.is_for) || !take_name(&rest, &delimiter, &quoted))
        return;
    if (quoted && delimiter.at < delimiter.end)
        folder.delimiter = delimiter.end[-1];
    if (!take_name(&rest, &name, &quoted))
        return;
    folder.name = copy_name(name, quoted);
    if (folder.name)
        keep(listing, folder);
}

/* ---- choosing ---- */

/* The name as a person knows it: many servers keep all folders below INBOX. */
static const char *
below_inbox(const struct listing_folder *folder)
{
    bool below = strncasecmp(folder->name, "INBOX", 5) == 0 &&
                 folder->delimiter != '\0' && folder->name[5] == folder->delimiter;
    return below ? folder->name + 6 : folder->name;
}

static const char *
find_name(const struct listing *listing, const char *name, size_t length)
{
    char spelled[FOLDER_MAX];
    if (!folder_encode(name, length, spelled, sizeof spelled))
        return NULL;
    for (size_t i = 0; i < listing->count; i++) {
        const struct listing_folder *folder = &listing->folders[i];
        if (strcasecmp(folder->name, spelled) == 0 ||
            strcasecmp(below_inbox(folder), spelled) == 0)
            return folder->name;
    }
    return NULL;
}

const char *
listing_choose(const struct listing *listing, enum message_folder what,
               const char *names)
{
    for (size_t i = 0; i < listing->count; i++)
        if (listing->folders[i].is_for & 1U << what)
            return listing->folders[i].name;
    const char *found = NULL;
    while (!found && *names != '\0') {
        size_t length = strcspn(names, "|");
        found = find_name(listing, names, length);
        names += length + (names[length] == '|');
    }
    return found;
}

void
listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        free(listing->folders[i].name);
    free(listing->folders);
    *listing = (struct listing){0};
}
