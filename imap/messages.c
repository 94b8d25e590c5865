/* messages: writes and reads the frames that messages.h lays down. Pure. */
#include "imap/messages.h"

#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_FIRST = 512
}; /* bytes: most frames are states and fit */

static void
little_put(char *at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)(unsigned char)(number >> (8 * i));
}

static uint64_t
little_get(const char *at, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return number;
}

/* ---- writing ---- */

static bool
reserve(struct message_buffer *out, size_t more)
{
    if (out->failed)
        return false;
    if (more <= out->room - out->length)
        return true;
    size_t room = out->room ? out->room : BUFFER_FIRST;
    while (room - out->length < more)
        room *= 2;
    /* Not realloc: it would leave a copy of a secret behind. */
    char *bytes = malloc(room);
    if (!bytes) {
        out->failed = true;
        return false;
    }
    if (out->length > 0)
        memcpy(bytes, out->bytes, out->length);
    if (out->bytes)
        explicit_bzero(out->bytes, out->room);
    free(out->bytes);
    out->bytes = bytes;
    out->room = room;
    return true;
}

static void
put_number(struct message_buffer *out, uint64_t number)
{
    if (!reserve(out, 8))
        return;
    little_put(out->bytes + out->length, number, 8);
    out->length += 8;
}

static void
put_raw(struct message_buffer *out, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    if (length > MESSAGE_MAX) {
        out->failed = true;
        return;
    }
    if (!reserve(out, length))
        return;
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static void
put_bytes(struct message_buffer *out, struct message_bytes bytes)
{
    if (!reserve(out, 4))
        return;
    little_put(out->bytes + out->length, bytes.length, 4);
    out->length += 4;
    put_raw(out, bytes.at, bytes.length);
}

/* Begins a frame; returns where, for frame_end. */
static size_t
frame_begin(struct message_buffer *out, enum message_type type, uint32_t account,
            uint32_t request)
{
    size_t start = out->length;
    if (!reserve(out, MESSAGE_HEADER))
        return start;
    char *at = out->bytes + start;
    little_put(at, 0, 4);
    little_put(at + 4, (uint64_t)type, 2);
    little_put(at + 6, MESSAGE_VERSION, 2);
    little_put(at + 8, account, 4);
    little_put(at + 12, request, 4);
    out->length += MESSAGE_HEADER;
    return start;
}

static void
frame_end(struct message_buffer *out, size_t start)
{
    size_t length = out->length - start;
    if (!out->failed && length - MESSAGE_HEADER <= MESSAGE_MAX) {
        little_put(out->bytes + start, length - MESSAGE_HEADER, 4);
        return;
    }
    out->failed = true;
    out->length = start;
}

void
message_put(struct message_buffer *out, enum message_type type, uint32_t account,
            uint32_t request)
{
    frame_end(out, frame_begin(out, type, account, request));
}

void
message_put_bytes(struct message_buffer *out, enum message_type type, uint32_t account,
                  uint32_t request, const void *bytes, size_t length)
{
    size_t start = frame_begin(out, type, account, request);
    put_raw(out, bytes, length);
    frame_end(out, start);
}

void
message_put_watch(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_watch *watch)
{
    size_t start = frame_begin(out, MESSAGE_WATCH, account, request);
    put_bytes(out, watch->name);
    put_bytes(out, watch->host);
    put_bytes(out, watch->user);
    put_bytes(out, watch->mailbox);
    put_bytes(out, watch->ca_file);
    put_number(out, watch->port);
    put_number(out, watch->uidvalidity);
    put_number(out, watch->uid);
    put_number(out, watch->recent_days);
    put_number(out, watch->starttls);
    put_number(out, watch->idle);
    put_number(out, watch->renew);
    put_number(out, watch->poll);
    put_number(out, watch->session);
    put_bytes(out, watch->junk);
    put_bytes(out, watch->junks);
    put_number(out, watch->junk_uidvalidity);
    put_number(out, watch->junk_uid);
    frame_end(out, start);
}

void
message_put_need(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_need *need)
{
    size_t start = frame_begin(out, MESSAGE_SECRET, account, request);
    put_number(out, need->stale);
    frame_end(out, start);
}

void
message_put_secret(struct message_buffer *out, uint32_t account, uint32_t request,
                   const struct message_secret *secret)
{
    size_t start = frame_begin(out, MESSAGE_SECRET, account, request);
    put_bytes(out, secret->secret);
    put_bytes(out, secret->why);
    put_bytes(out, secret->user);
    put_number(out, secret->token);
    put_number(out, secret->expires);
    put_number(out, secret->fault);
    put_number(out, secret->wait);
    frame_end(out, start);
}

void
message_put_state(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_state *state)
{
    size_t start = frame_begin(out, MESSAGE_STATE, account, request);
    put_number(out, state->state);
    put_number(out, state->fault);
    put_number(out, state->cause);
    put_number(out, state->next);
    put_number(out, state->poll);
    put_bytes(out, state->text);
    frame_end(out, start);
}

void
message_put_mail(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_mail *mail)
{
    size_t start = frame_begin(out, MESSAGE_MAIL, account, request);
    put_number(out, mail->uidvalidity);
    put_number(out, mail->uid);
    put_number(out, mail->size);
    put_number(out, mail->received);
    put_number(out, mail->junk);
    put_bytes(out, mail->bytes);
    frame_end(out, start);
}

static void
put_seen(struct message_buffer *out, enum message_type type, uint32_t account,
         uint32_t request, const struct message_seen *seen)
{
    size_t start = frame_begin(out, type, account, request);
    put_number(out, seen->uidvalidity);
    put_number(out, seen->uid);
    put_number(out, seen->looked);
    put_number(out, seen->junk);
    frame_end(out, start);
}

void
message_put_seen(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_seen *seen)
{
    put_seen(out, MESSAGE_SEEN, account, request, seen);
}

void
message_put_swept(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_seen *swept)
{
    put_seen(out, MESSAGE_SWEPT, account, request, swept);
}

void
message_put_sweep(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_sweep *sweep)
{
    size_t start = frame_begin(out, MESSAGE_SWEEP, account, request);
    put_number(out, sweep->uidvalidity);
    put_number(out, sweep->from);
    put_number(out, sweep->to);
    frame_end(out, start);
}

void
message_put_cage(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_cage *cage)
{
    size_t start = frame_begin(out, MESSAGE_CAGE, account, request);
    put_number(out, cage->layers);
    put_number(out, cage->landlock);
    frame_end(out, start);
}

void
message_put_step(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_step *step)
{
    size_t start = frame_begin(out, MESSAGE_STEP, account, request);
    put_number(out, step->milestone);
    put_number(out, step->number);
    put_bytes(out, step->text);
    frame_end(out, start);
}

void
message_put_trust(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_trust *trust)
{
    size_t start = frame_begin(out, MESSAGE_TRUST, account, request);
    put_bytes(out, trust->ca_file);
    put_bytes(out, trust->pem);
    put_bytes(out, trust->why);
    frame_end(out, start);
}

void
message_put_errand(struct message_buffer *out, uint32_t account, uint32_t request,
                   const struct message_errand *errand)
{
    size_t start = frame_begin(out, MESSAGE_ERRAND, account, request);
    put_number(out, errand->kind);
    put_number(out, errand->folder);
    put_number(out, errand->time);
    put_bytes(out, errand->name);
    put_bytes(out, errand->names);
    put_bytes(out, errand->id);
    put_bytes(out, errand->to);
    put_bytes(out, errand->from);
    put_bytes(out, errand->subject);
    put_number(out, errand->since);
    put_number(out, errand->before);
    put_number(out, errand->uidvalidity);
    put_number(out, errand->uid);
    put_number(out, errand->size);
    put_number(out, errand->received);
    frame_end(out, start);
}

void
message_put_piece(struct message_buffer *out, uint32_t account, uint32_t request,
                  const struct message_piece *piece)
{
    size_t start = frame_begin(out, MESSAGE_PIECE, account, request);
    put_number(out, piece->uidvalidity);
    put_number(out, piece->at);
    put_number(out, piece->looked);
    put_number(out, piece->total);
    put_bytes(out, piece->bytes);
    frame_end(out, start);
}

void
message_put_done(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_done *done)
{
    size_t start = frame_begin(out, MESSAGE_DONE, account, request);
    put_number(out, done->outcome);
    put_number(out, done->count);
    put_number(out, done->looked);
    put_number(out, done->total);
    put_number(out, done->complete);
    put_number(out, done->uidvalidity);
    put_number(out, done->uid);
    put_number(out, done->received);
    put_bytes(out, done->folder);
    put_bytes(out, done->text);
    frame_end(out, start);
}

void
message_put_came(struct message_buffer *out, uint32_t account, uint32_t request,
                 const struct message_came *came)
{
    size_t start = frame_begin(out, MESSAGE_CAME, account, request);
    put_number(out, came->received);
    put_bytes(out, came->from);
    put_bytes(out, came->answers);
    frame_end(out, start);
}

void
message_put_proceed(struct message_buffer *out, uint32_t account, uint32_t request,
                    const struct message_proceed *more)
{
    size_t start = frame_begin(out, MESSAGE_PROCEED, account, request);
    put_number(out, more->stop);
    frame_end(out, start);
}

void
message_put_own(struct message_buffer *out, const struct message_own *own)
{
    put_number(out, own->uid);
    put_number(out, own->received);
    put_bytes(out, own->id);
    put_bytes(out, own->to);
}

bool
message_buffer_join(struct message_buffer *buffer, const struct message_buffer *more)
{
    if (more->failed || !reserve(buffer, more->length))
        return false;
    if (more->length > 0)
        memcpy(buffer->bytes + buffer->length, more->bytes, more->length);
    buffer->length += more->length;
    return true;
}

void
message_buffer_free(struct message_buffer *buffer)
{
    if (buffer->bytes)
        explicit_bzero(buffer->bytes, buffer->room);
    free(buffer->bytes);
    *buffer = (struct message_buffer){0};
}

/* ---- reading ---- */

enum message_result
message_next(const char *bytes, size_t length, struct message *ret, size_t *used)
{
    if (length < MESSAGE_HEADER)
        return MESSAGE_MORE;
    uint64_t payload = little_get(bytes, 4), type = little_get(bytes + 4, 2);
    uint64_t account = little_get(bytes + 8, 4);
    if (payload > MESSAGE_MAX || type == 0 || type >= MESSAGE_TYPES ||
        little_get(bytes + 6, 2) != MESSAGE_VERSION || account >= MESSAGE_ACCOUNTS_MAX)
        return MESSAGE_BROKEN;
    if (length - MESSAGE_HEADER < payload)
        return MESSAGE_MORE;
    *ret = (struct message){
        .type = (enum message_type)type,
        .account = (uint32_t)account,
        .request = (uint32_t)little_get(bytes + 12, 4),
        .payload = {bytes + MESSAGE_HEADER, (size_t)payload},
    };
    *used = MESSAGE_HEADER + (size_t)payload;
    return MESSAGE_GOOD;
}

static bool
take_number(struct message_bytes *rest, uint64_t least, uint64_t most, uint64_t *ret)
{
    if (rest->length < 8)
        return false;
    uint64_t number = little_get(rest->at, 8);
    if (number < least || number > most)
        return false;
    rest->at += 8;
    rest->length -= 8;
    *ret = number;
    return true;
}

static bool
take_bytes(struct message_bytes *rest, size_t most, struct message_bytes *ret)
{
    if (rest->length < 4)
        return false;
    uint64_t length = little_get(rest->at, 4);
    if (length > rest->length - 4 || length > most)
        return false;
    *ret = (struct message_bytes){rest->at + 4, (size_t)length};
    rest->at += 4 + length;
    rest->length -= 4 + (size_t)length;
    return true;
}

enum {
    WORD_MAX = 1024,   /* a name, a host (255), a user (320), a mailbox */
    PATH_BYTES = 4096, /* PATH_MAX of Linux */
    NAMES_MAX = 4096   /* of a folder in many languages */
};

bool
message_read_watch(const struct message *message, struct message_watch *ret)
{
    struct message_bytes rest = message->payload;
    return take_bytes(&rest, WORD_MAX, &ret->name) &&
           take_bytes(&rest, WORD_MAX, &ret->host) &&
           take_bytes(&rest, WORD_MAX, &ret->user) &&
           take_bytes(&rest, WORD_MAX, &ret->mailbox) &&
           take_bytes(&rest, PATH_BYTES, &ret->ca_file) &&
           take_number(&rest, 1, UINT16_MAX, &ret->port) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uid) &&
           take_number(&rest, 0, MESSAGE_DAYS_MAX, &ret->recent_days) &&
           take_number(&rest, 0, 1, &ret->starttls) &&
           take_number(&rest, 0, MESSAGE_IDLE_KINDS - 1, &ret->idle) &&
           take_number(&rest, 0, MESSAGE_HABIT_MAX, &ret->renew) &&
           take_number(&rest, 0, MESSAGE_HABIT_MAX, &ret->poll) &&
           take_number(&rest, 0, MESSAGE_HABIT_MAX, &ret->session) &&
           take_bytes(&rest, WORD_MAX, &ret->junk) &&
           take_bytes(&rest, NAMES_MAX, &ret->junks) &&
           take_number(&rest, 0, UINT32_MAX, &ret->junk_uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->junk_uid) && rest.length == 0;
}

bool
message_read_need(const struct message *message, struct message_need *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, 1, &ret->stale) && rest.length == 0;
}

bool
message_read_secret(const struct message *message, struct message_secret *ret)
{
    struct message_bytes rest = message->payload;
    return take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->secret) &&
           take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->why) &&
           take_bytes(&rest, WORD_MAX, &ret->user) &&
           take_number(&rest, 0, 1, &ret->token) &&
           take_number(&rest, 0, INT64_MAX, &ret->expires) &&
           take_number(&rest, 0, MESSAGE_FAULTS - 1, &ret->fault) &&
           take_number(&rest, 0, INT64_MAX, &ret->wait) && rest.length == 0;
}

bool
message_read_state(const struct message *message, struct message_state *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, MESSAGE_ASKING, &ret->state) &&
           take_number(&rest, 0, MESSAGE_FAULTS - 1, &ret->fault) &&
           take_number(&rest, 0, MESSAGE_CAUSES - 1, &ret->cause) &&
           take_number(&rest, 0, INT64_MAX, &ret->next) &&
           take_number(&rest, 0, MESSAGE_HABIT_MAX, &ret->poll) &&
           take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->text) && rest.length == 0;
}

bool
message_read_mail(const struct message *message, struct message_mail *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uid) &&
           take_number(&rest, 0, UINT32_MAX, &ret->size) &&
           take_number(&rest, 0, INT64_MAX, &ret->received) &&
           take_number(&rest, 0, 1, &ret->junk) &&
           take_bytes(&rest, MESSAGE_MAX, &ret->bytes) && rest.length == 0;
}

bool
message_read_seen(const struct message *message, struct message_seen *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 1, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uid) &&
           take_number(&rest, 0, UINT32_MAX, &ret->looked) &&
           take_number(&rest, 0, 2, &ret->junk) && rest.length == 0;
}

bool
message_read_sweep(const struct message *message, struct message_sweep *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 1, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 1, UINT32_MAX, &ret->from) &&
           take_number(&rest, 0, UINT32_MAX, &ret->to) && rest.length == 0;
}

bool
message_read_cage(const struct message *message, struct message_cage *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, UINT8_MAX, &ret->layers) &&
           take_number(&rest, 0, UINT8_MAX, &ret->landlock) && rest.length == 0;
}

bool
message_read_step(const struct message *message, struct message_step *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, MESSAGE_MILESTONES - 1, &ret->milestone) &&
           take_number(&rest, 0, INT64_MAX, &ret->number) &&
           take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->text) && rest.length == 0;
}

bool
message_read_trust(const struct message *message, struct message_trust *ret)
{
    struct message_bytes rest = message->payload;
    return take_bytes(&rest, PATH_BYTES, &ret->ca_file) &&
           take_bytes(&rest, MESSAGE_TRUST_MAX, &ret->pem) &&
           take_bytes(&rest, WORD_MAX, &ret->why) && rest.length == 0;
}

bool
message_read_errand(const struct message *message, struct message_errand *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, MESSAGE_ERRAND_KINDS - 1, &ret->kind) &&
           take_number(&rest, 0, MESSAGE_FOLDERS - 1, &ret->folder) &&
           take_number(&rest, 1, MESSAGE_ERRAND_TIME_MAX, &ret->time) &&
           take_bytes(&rest, WORD_MAX, &ret->name) &&
           take_bytes(&rest, NAMES_MAX, &ret->names) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->id) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->to) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->from) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->subject) &&
           take_number(&rest, 0, INT64_MAX, &ret->since) &&
           take_number(&rest, 0, INT64_MAX, &ret->before) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uid) &&
           take_number(&rest, 0, MESSAGE_WHOLE_MAX, &ret->size) &&
           take_number(&rest, 0, INT64_MAX, &ret->received) && rest.length == 0;
}

bool
message_read_piece(const struct message *message, struct message_piece *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->at) &&
           take_number(&rest, 0, UINT32_MAX, &ret->looked) &&
           take_number(&rest, 0, UINT32_MAX, &ret->total) &&
           take_bytes(&rest, MESSAGE_MAX, &ret->bytes) && rest.length == 0;
}

bool
message_read_done(const struct message *message, struct message_done *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, MESSAGE_OUTCOMES - 1, &ret->outcome) &&
           take_number(&rest, 0, UINT32_MAX, &ret->count) &&
           take_number(&rest, 0, UINT32_MAX, &ret->looked) &&
           take_number(&rest, 0, UINT32_MAX, &ret->total) &&
           take_number(&rest, 0, 1, &ret->complete) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uidvalidity) &&
           take_number(&rest, 0, UINT32_MAX, &ret->uid) &&
           take_number(&rest, 0, INT64_MAX, &ret->received) &&
           take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->folder) &&
           take_bytes(&rest, MESSAGE_SECRET_MAX, &ret->text) && rest.length == 0;
}

bool
message_read_came(const struct message *message, struct message_came *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, INT64_MAX, &ret->received) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->from) &&
           take_bytes(&rest, MESSAGE_TERM_MAX, &ret->answers) && rest.length == 0;
}

bool
message_read_proceed(const struct message *message, struct message_proceed *ret)
{
    struct message_bytes rest = message->payload;
    return take_number(&rest, 0, 1, &ret->stop) && rest.length == 0;
}

bool
message_read_own(struct message_bytes *rest, struct message_own *ret)
{
    struct message_bytes after = *rest;
    if (!take_number(&after, 1, UINT32_MAX, &ret->uid) ||
        !take_number(&after, 0, INT64_MAX, &ret->received) ||
        !take_bytes(&after, MESSAGE_TERM_MAX, &ret->id) ||
        !take_bytes(&after, MESSAGE_TO_MAX, &ret->to))
        return false;
    *rest = after;
    return true;
}
