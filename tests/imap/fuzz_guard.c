/* fuzz_guard: a hostile server's bytes through the guard into the real libetpan.
 *
 * The first byte chooses the portions, the rest is what the server sends, whatever is
 * asked. The guard's output must be of the small grammar, and libetpan must bear it. */
#include <libetpan/libetpan.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "imap/folder.h"
#include "imap/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct server {
    struct guard guard;
    const char *at;
    size_t left, portion;
};

/* Each line outside literals begins in one of these ways. */
static void
check_grammar(const char *at, size_t length)
{
    while (length > 0) {
        const char *feed = memchr(at, '\n', length);
        if (!feed || feed == at || feed[-1] != '\r')
            abort();
        size_t line = (size_t)(feed + 1 - at);
        uint64_t literal = 0;
        if (memmem(at, line, " FETCH (UID ", 12)) {
            if (feed[-2] == '}') {
                const char *digit = feed - 3;
                for (uint64_t unit = 1; *digit >= '0' && *digit <= '9'; unit *= 10)
                    literal += unit * (uint64_t)(*digit-- - '0');
                if (*digit != '{' || literal == 0)
                    abort();
                literal += 3; /* ")\r\n" */
            }
        } else if (!memmem(at, line, "OK .\r\n", 6) &&
                   !memmem(at, line, "NO .\r\n", 6) &&
                   !memmem(at, line, "BAD .\r\n", 7)) {
            abort();
        }
        if (line + literal > length)
            abort();
        at += line + literal;
        length -= line + (size_t)literal;
    }
}

static ssize_t
server_read(mailstream_low *low, void *bytes, size_t room)
{
    struct server *server = low->data;
    for (;;) {
        size_t length = guard_take(&server->guard, bytes, room);
        if (length > 0)
            return (ssize_t)length;
        size_t part = server->left < server->portion ? server->left : server->portion;
        if (part == 0 || !guard_feed(&server->guard, server->at, part))
            return -1;
        check_grammar(server->guard.out.at, server->guard.out.length);
        server->at += part;
        server->left -= part;
    }
}

static ssize_t
server_write(mailstream_low *low, const void *bytes, size_t length)
{
    (void)low, (void)bytes;
    return (ssize_t)length;
}

static int
server_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int
server_fd(mailstream_low *low)
{
    (void)low;
    return -1;
}

static void
server_free(mailstream_low *low)
{
    free(low);
}

static mailstream_low_driver driver = {
    .mailstream_read = server_read,
    .mailstream_write = server_write,
    .mailstream_close = server_close,
    .mailstream_get_fd = server_fd,
    .mailstream_free = server_free,
};

static void
fetch(mailimap *imap)
{
    clist *found = NULL;
    struct mailimap_set *set = mailimap_set_new_interval(1, 0);
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    if (mailimap_uid_fetch(imap, set, type, &found) == MAILIMAP_NO_ERROR)
        mailimap_fetch_list_free(found);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct server server = {
        .at = (const char *)data + 1,
        .left = size - 1,
        .portion = (size_t)(data[0] % 16 == 0 ? 4096 : data[0] % 16)};
    mailstream *stream = mailstream_new(mailstream_low_new(&server, &driver), 1024);
    mailimap *imap = mailimap_new(0, NULL);
    struct listing listing = {0};
    server.guard.searching = true;
    server.guard.listing = &listing;
    if (mailimap_connect(imap, stream) == MAILIMAP_NO_ERROR_NON_AUTHENTICATED) {
        imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
        if (mailimap_examine(imap, "INBOX") == MAILIMAP_NO_ERROR) {
            fetch(imap);
            mailimap_noop(imap);
            fetch(imap);
        }
    }
    if (imap->imap_stream) {
        mailstream_close(imap->imap_stream);
        imap->imap_stream = NULL;
    }
    mailimap_free(imap);
    for (int i = 0; i < MESSAGE_FOLDERS; i++) {
        const char *name = listing_choose(&listing, (enum message_folder)i, "Sent|x");
        char shown[64];
        if (name)
            folder_decode(name, shown, sizeof shown);
    }
    listing_free(&listing);
    size_t count = 0;
    uint32_t *found = guard_take_found(&server.guard, &count);
    for (size_t i = 0; i < count; i++)
        if (found[i] == 0)
            abort();
    free(found);
    guard_free(&server.guard);
    return 0;
}
