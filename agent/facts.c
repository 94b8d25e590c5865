/* facts: a returned mail as JSON, for people's programs and for our own. */
#include "agent/facts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TEXT_ROOM = 2 * BOUNCE_TEXT_MAX, /* a filled text; longer is cut */
    PATIENCE_MAX = 366 * 24 * 3600,  /* seconds: no server tries for a year */
    ZONE_MAX = 24 * 60,              /* minutes */
    SEEN_MAX = 1 << 20               /* recipients of one mail, listed or not */
};

static const int64_t TIME_MAX = 253402300799; /* 9999-12-31T23:59:59Z */

/* ---- the public object ---------------------------------------------------------- */

static const char *const kinds[] = {"failed",    "delayed",  "relayed",
                                    "delivered", "expanded", "challenged"};

static const struct {
    enum bounce_who who;
    const char *name;
} whos[] = {
    {BOUNCE_WHO_YOU, "you"},
    {BOUNCE_WHO_YOUR_ADMIN, "your_admin"},
    {BOUNCE_WHO_YOUR_PROVIDER, "your_provider"},
    {BOUNCE_WHO_NETWORK, "network"},
    {BOUNCE_WHO_THEIR_PROVIDER, "their_provider"},
    {BOUNCE_WHO_RECIPIENT, "recipient"},
};

/* RFC 3339 in UTC; "" for a silent or impossible time. */
static json_t *
time_json(int64_t when)
{
    char text[sizeof "9999-12-31T23:59:59Z"] = "";
    time_t seconds = (time_t)when;
    struct tm tm;
    if (when > 0 && when <= TIME_MAX && gmtime_r(&seconds, &tm))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return json_string(text);
}

json_t *
facts_who(unsigned who)
{
    json_t *list = json_array();
    if (who == 0)
        json_array_append_new(list, json_string("nobody"));
    for (size_t i = 0; i < sizeof whos / sizeof whos[0]; i++)
        if (who & whos[i].who)
            json_array_append_new(list, json_string(whos[i].name));
    return list;
}

/* One recipient while it is being described. */
struct described {
    const struct bounce *bounce;
    const struct bounce_failure *failure;
    const struct bounce_moment *moment;
    struct bounce_diagnosis why;
    const struct bounce_advice *advice;
};

static void
append_filled(json_t *list, const struct described *one, const char *prefix,
              const char *words)
{
    char text[TEXT_ROOM];
    size_t start = strlen(prefix);
    memcpy(text, prefix, start + 1);
    bounce_fill(words, one->bounce, one->failure, one->moment, text + start,
                sizeof text - start);
    if (text[start])
        json_array_append_new(list, json_string(text));
}

static json_t *
steps_json(const struct described *one)
{
    json_t *list = json_array();
    char step[TEXT_ROOM];
    for (size_t i = 0; bounce_step(one->advice, one->bounce, one->failure, one->moment,
                                   i, step, sizeof step);
         i++)
        if (*step)
            json_array_append_new(list, json_string(step));
    append_filled(list, one, "", one->advice->again);
    append_filled(list, one, "", one->advice->keep);
    append_filled(list, one, "Copy this text:\n", one->advice->ask);
    return list;
}

/* What whoever runs the sending domain can do. */
static json_t *
postmaster_json(const struct described *one)
{
    const struct bounce_advice *advice = bounce_advise(one->why.cause,
                                                       BOUNCE_FOR_POSTMASTER);
    json_t *list = json_array();
    for (size_t i = 0; advice->steps[i]; i++)
        append_filled(list, one, "", advice->steps[i]);
    return list;
}

static json_t *
place_json(const struct bounce_evidence *one)
{
    return json_pack("{s:s, s:i, s:i}", "source", one->source, "part", (int)one->part,
                     "line", (int)one->line);
}

/* {"status":{"source":"Status","part":2,"line":7}}: of each fact that is known. */
static json_t *
evidence_json(const struct bounce_evidence *evidence)
{
    json_t *object = json_object();
    const char *name;
    for (unsigned fact = 0; (name = bounce_fact_name(fact)) != NULL; fact++)
        for (const struct bounce_evidence *one = evidence; one; one = one->next)
            if (one->fact == fact &&
                json_object_set_new(object, name, place_json(one)) != 0) {
                json_decref(object);
                return NULL;
            }
    return object;
}

static json_t *
status_json(struct bounce_code code)
{
    char text[sizeof "65535.65535.65535"] = "";
    if (code.group > 0)
        snprintf(text, sizeof text, "%u.%u.%u", code.group, code.subject, code.detail);
    return json_string(text);
}

/* What came after the first release: keys are only added, at the end. */
static json_t *
more_json(const struct described *one)
{
    const struct bounce_failure *failure = one->failure;
    // clang-format off
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:i, s:o, s:s, s:s, s:s, s:o, s:o, s:i, s:o, s:o}",
                     "kind", kinds[failure->kind],
                     "final_recipient", failure->final_recipient,
                     "status_in_text", status_json(failure->code),
                     "said", failure->said,
                     "said_by", failure->said_by,
                     "said_reply", (int)failure->said_code.reply,
                     "said_status", status_json(failure->said_code),
                     "command", failure->command,
                     "tried_host", failure->tried_host,
                     "tried_address", failure->tried_address,
                     "tried_last", time_json(failure->tried_last),
                     "tries_until", time_json(failure->tries_until),
                     "tries", (int)failure->tries,
                     "evidence", evidence_json(failure->evidence),
                     "postmaster", postmaster_json(one));
    // clang-format on
}

/* Adds the keys of more, which it takes, to object; NULL and both freed on failure. */
static json_t *
extended(json_t *object, json_t *more)
{
    if (object && more && json_object_update(object, more) == 0) {
        json_decref(more);
        return object;
    }
    json_decref(object);
    json_decref(more);
    return NULL;
}

static json_t *
recipient_json(const struct bounce *bounce, const struct bounce_failure *failure,
               const struct bounce_moment *moment)
{
    struct described one = {.bounce = bounce, .failure = failure, .moment = moment};
    one.why = bounce_judge(bounce, failure, moment);
    one.advice = bounce_advise(one.why.cause, BOUNCE_FOR_SENDER);
    char headline[TEXT_ROOM];
    bounce_headline(one.advice, bounce, failure, moment, headline, sizeof headline);
    // clang-format off
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:b, s:b, s:o, s:i, s:s, s:s, s:s, s:s, s:o}",
                     "recipient", failure->recipient,
                     "original_recipient", failure->original_recipient,
                     "action", failure->action,
                     "status", failure->status,
                     "reply", (int)failure->code.reply,
                     "cause", one.advice->id,
                     "final", (int)one.why.final,
                     "address_dead", (int)one.why.address_dead,
                     "who", facts_who(one.why.who),
                     "certainty", one.why.certainty,
                     "rule", one.why.rule,
                     "diagnostic", failure->diagnostic,
                     "remote_mta", failure->remote_mta,
                     "headline", headline,
                     "steps", steps_json(&one));
    // clang-format on
    return extended(object, more_json(&one));
}

json_t *
facts_json(const struct bounce *bounce, const char *file,
           const struct bounce_moment *moment)
{
    json_t *recipients = json_array();
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        if (json_array_append_new(recipients, recipient_json(bounce, f, moment)) != 0) {
            json_decref(recipients);
            return NULL;
        }
    const struct bounce_original *original = bounce->original;
    // clang-format off
    json_t *object = json_pack("{s:i, s:s, s:b, s:s, s:s, s:o, s:{s:s, s:s, s:s, s:o, s:s}, s:o}",
                     "schema", FACTS_SCHEMA,
                     "file", file,
                     "bounce", bounce->kind != BOUNCE_CHALLENGED,
                     "kind", kinds[bounce->kind],
                     "reporter", bounce->reporter,
                     "reported", time_json(bounce->reported),
                     "original",
                         "message_id", original->message_id,
                         "subject", original->subject,
                         "to", original->to,
                         "date", time_json(original->sent),
                         "from", original->from,
                     "recipients", recipients);
    json_t *more = json_pack("{s:o, s:s, s:I, s:I, s:b, s:o}",
                     "arrived", time_json(bounce->arrived),
                     "software", bounce_software(bounce->software),
                     "patience", (json_int_t)bounce->patience,
                     "recipients_seen", (json_int_t)bounce->failures_seen,
                     "cut", (int)bounce->cut,
                     "evidence", evidence_json(bounce->evidence));
    // clang-format on
    return extended(object, more);
}

json_t *
facts_json_other(const char *file)
{
    return json_pack("{s:i, s:s, s:b}", "schema", FACTS_SCHEMA, "file", file, "bounce",
                     0);
}

json_t *
facts_json_error(const char *file, const char *error)
{
    return json_pack("{s:i, s:s, s:s}", "schema", FACTS_SCHEMA, "file", file, "error",
                     error);
}

/* ---- our own pair: one table for both ways, so that it is lossless ---------------- */

enum field_type {
    FIELD_TEXT,
    FIELD_TIME,  /* int64_t, 0 or a time before the year 10000 */
    FIELD_SPAN,  /* int64_t, seconds */
    FIELD_KIND,  /* enum bounce_kind */
    FIELD_SHORT, /* uint16_t */
    FIELD_LARGE, /* uint32_t */
    FIELD_ZONE,  /* int */
    FIELD_COUNT, /* size_t */
    FIELD_BOOL,
};

struct field {
    const char *name;
    enum field_type type;
    size_t at;
    bool later; /* not in the journals of 0.1: where it is missing it is silent */
};

#define MARKS(type, member)                                                            \
    {                                                                                  \
#        member, type, offsetof(struct bounce_marks, member), false                    \
    }
#define LINK(type, member)                                                             \
    {                                                                                  \
#        member, type, offsetof(struct bounce_link, member), false                     \
    }
#define RESULT(type, member)                                                           \
    {                                                                                  \
#        member, type, offsetof(struct bounce_authentication, member), false           \
    }
#define HOP(type, member)                                                              \
    {                                                                                  \
#        member, type, offsetof(struct bounce_hop, member), false                      \
    }
#define EVIDENCE(type, member)                                                         \
    {                                                                                  \
#        member, type, offsetof(struct bounce_evidence, member), false                 \
    }
#define LATER(type, member)                                                            \
    {                                                                                  \
#        member, type, offsetof(struct bounce_failure, member), true                   \
    }
#define FAILURE(type, member)                                                          \
    {                                                                                  \
#        member, type, offsetof(struct bounce_failure, member), false                  \
    }
#define BOUNCE(type, member)                                                           \
    {                                                                                  \
#        member, type, offsetof(struct bounce, member), false                          \
    }
#define BOUNCE_LATER(type, member)                                                     \
    {                                                                                  \
#        member, type, offsetof(struct bounce, member), true                           \
    }
#define ORIGINAL(type, member)                                                         \
    {                                                                                  \
#        member, type, offsetof(struct bounce_original, member), false                 \
    }

// clang-format off
static const struct field bounce_fields[] = {
    BOUNCE(FIELD_KIND,  kind),
    BOUNCE(FIELD_TEXT,  reporter),
    BOUNCE(FIELD_TEXT,  message_id),
    BOUNCE(FIELD_TIME,  reported),
    BOUNCE(FIELD_ZONE,  zone),
    BOUNCE(FIELD_TIME,  arrived),
    BOUNCE(FIELD_SPAN,  patience),
    BOUNCE(FIELD_COUNT, failures_seen),
    BOUNCE(FIELD_BOOL,  cut),
    BOUNCE(FIELD_TEXT,  own_provider),
    BOUNCE_LATER(FIELD_SHORT, software),
    { 0 },
};

static const struct field original_fields[] = {
    ORIGINAL(FIELD_TEXT, message_id),
    ORIGINAL(FIELD_TEXT, subject),
    ORIGINAL(FIELD_TEXT, to),
    ORIGINAL(FIELD_TEXT, from),
    ORIGINAL(FIELD_TIME, sent),
    { 0 },
};

static const struct field failure_fields[] = {
    FAILURE(FIELD_KIND,  kind),
    FAILURE(FIELD_TEXT,  recipient),
    FAILURE(FIELD_TEXT,  original_recipient),
    FAILURE(FIELD_TEXT,  action),
    FAILURE(FIELD_TEXT,  status),
    FAILURE(FIELD_TEXT,  diagnostic),
    FAILURE(FIELD_TEXT,  said),
    FAILURE(FIELD_TEXT,  said_by),
    FAILURE(FIELD_TEXT,  remote_mta),
    FAILURE(FIELD_TEXT,  tried_host),
    FAILURE(FIELD_TEXT,  tried_address),
    FAILURE(FIELD_SHORT, code.reply),
    FAILURE(FIELD_SHORT, code.group),
    FAILURE(FIELD_SHORT, code.subject),
    FAILURE(FIELD_SHORT, code.detail),
    FAILURE(FIELD_TIME,  tried_last),
    FAILURE(FIELD_TIME,  tries_until),
    LATER(FIELD_TEXT,    final_recipient),
    LATER(FIELD_TEXT,    command),
    LATER(FIELD_LARGE,   tries),
    LATER(FIELD_SHORT,   said_code.reply),
    LATER(FIELD_SHORT,   said_code.group),
    LATER(FIELD_SHORT,   said_code.subject),
    LATER(FIELD_SHORT,   said_code.detail),
    { 0 },
};

static const struct field evidence_fields[] = {
    EVIDENCE(FIELD_SHORT, fact),
    EVIDENCE(FIELD_TEXT,  source),
    EVIDENCE(FIELD_SHORT, part),
    EVIDENCE(FIELD_LARGE, line),
    { 0 },
};

static const struct field marks_fields[] = {
    MARKS(FIELD_TEXT, path),
    MARKS(FIELD_TEXT, from),
    MARKS(FIELD_TEXT, answers),
    MARKS(FIELD_TEXT, language),
    MARKS(FIELD_BOOL, automatic),
    MARKS(FIELD_BOOL, system),
    MARKS(FIELD_BOOL, stated),
    MARKS(FIELD_BOOL, inside),
    MARKS(FIELD_BOOL, returned),
    MARKS(FIELD_BOOL, returned_failed),
    MARKS(FIELD_BOOL, attached),
    MARKS(FIELD_BOOL, asks),
    { "key", FIELD_TEXT, offsetof(struct bounce_marks, key), true },
    { 0 },
};

static const struct field link_fields[] = {
    LINK(FIELD_TEXT, host),
    LINK(FIELD_BOOL, button),
    { 0 },
};

static const struct field authentication_fields[] = {
    RESULT(FIELD_TEXT,  by),
    RESULT(FIELD_TEXT,  method),
    RESULT(FIELD_TEXT,  result),
    RESULT(FIELD_TEXT,  domain),
    RESULT(FIELD_SHORT, field),
    { 0 },
};

static const struct field hop_fields[] = {
    HOP(FIELD_TEXT, from),
    HOP(FIELD_TEXT, by),
    HOP(FIELD_BOOL, signed_in),
    { 0 },
};

/* A list within an object, under a key of its own. Each of its structs begins with the pointer to
 * the next one. */
struct list {
    const char *name;
    const struct field *fields;
    size_t size; /* of a struct */
    size_t at;   /* of the list within its owner */
};

#define OWN_LIST(owner, of, member)                                                    \
    {                                                                                  \
#        member, of##_fields, sizeof *((struct owner *)0)->member, offsetof(struct owner, member) \
    }
static const struct list failure_lists[] = { OWN_LIST(bounce_failure, evidence, evidence), { 0 } };
static const struct list bounce_lists[] = { OWN_LIST(bounce, evidence, evidence), { 0 } };
static const struct list marks_lists[] = {
    OWN_LIST(bounce_marks, link, links),
    OWN_LIST(bounce_marks, authentication, authentications),
    OWN_LIST(bounce_marks, hop, hops),
    { 0 },
};
// clang-format on

/* A number of any field as JSON's only kind. Texts: see write_field. */
static json_int_t
number_of(enum field_type type, const void *at)
{
    switch (type) {
    case FIELD_TEXT:
        return 0;
    case FIELD_TIME:
    case FIELD_SPAN:
        return *(const int64_t *)at;
    case FIELD_KIND:
        return (json_int_t) * (const enum bounce_kind *)at;
    case FIELD_SHORT:
        return *(const uint16_t *)at;
    case FIELD_LARGE:
        return *(const uint32_t *)at;
    case FIELD_ZONE:
        return *(const int *)at;
    case FIELD_COUNT:
        return (json_int_t) * (const size_t *)at;
    case FIELD_BOOL:
        return *(const bool *)at;
    }
    return 0;
}

static json_t *
write_fields(const struct field *fields, const void *from)
{
    json_t *object = json_object();
    for (const struct field *field = fields; field->name; field++) {
        const void *at = (const char *)from + field->at;
        json_t *value = field->type == FIELD_TEXT
                            ? json_string(*(const char *const *)at)
                            : json_integer(number_of(field->type, at));
        if (json_object_set_new(object, field->name, value) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static const void *
next_of(const void *one)
{
    const void *next;
    memcpy(&next, one, sizeof next);
    return next;
}

static int
write_lists(json_t *object, const struct list *lists, const void *owner)
{
    int failed = 0;
    for (const struct list *list = lists; list->name; list++) {
        json_t *values = json_array();
        const void *one = next_of((const char *)owner + list->at);
        for (; one; one = next_of(one))
            failed |= json_array_append_new(values, write_fields(list->fields, one));
        failed |= json_object_set_new(object, list->name, values);
    }
    return failed;
}

/* A struct with its fields and lists; NULL: no memory. */
static json_t *
write_struct(const struct field *fields, const struct list *lists, const void *from)
{
    json_t *object = write_fields(fields, from);
    if (write_lists(object, lists, from) == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *
failures_json(const struct bounce *bounce, size_t most)
{
    json_t *list = json_array();
    size_t listed = 0;
    for (const struct bounce_failure *f = bounce->failures; f && listed < most;
         f = f->next, listed++)
        if (json_array_append_new(
                list, write_struct(failure_fields, failure_lists, f)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static char *
write_most(const struct bounce *bounce, size_t most)
{
    json_t *object = write_struct(bounce_fields, bounce_lists, bounce);
    int failed = json_object_set_new(object, "original",
                                     write_fields(original_fields, bounce->original)) |
                 json_object_set_new(object, "failures", failures_json(bounce, most));
    if (bounce->marks) /* the journals of 0.1 have none */
        failed |= json_object_set_new(
            object, "marks", write_struct(marks_fields, marks_lists, bounce->marks));
    char *text = failed ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

char *
facts_write(const struct bounce *bounce)
{
    char *text = write_most(bounce, BOUNCE_FAILURES_MAX);
    /* 256 recipients, each with the longest of texts, pass a megabyte: nine rounds at most,
     * and one recipient always fits. */
    for (size_t most = BOUNCE_FAILURES_MAX / 2;
         text && most > 0 && strlen(text) >= FACTS_BYTES_MAX; most /= 2) {
        free(text);
        text = write_most(bounce, most);
    }
    return text;
}

/* A bounce and all it owns, in one block. */
struct holder {
    struct bounce bounce; /* first: facts_free gets its address */
    struct bounce_original original;
    struct bounce_marks marks;
    char *text;   /* where the next text goes */
    char *listed; /* and the next struct of a list */
    struct bounce_failure failures[];
};

/* What struct bounce promises of its texts. jansson has seen to UTF-8. */
static bool
is_clean(const char *text, size_t length)
{
    if (length >= BOUNCE_TEXT_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        const unsigned char *at = (const unsigned char *)text + i;
        if (at[0] < 0x20 || at[0] == 0x7f)
            return false;
        if (at[0] == 0xc2 && at[1] < 0xa0) /* C1 controls */
            return false;
        if (at[0] != 0xe2 || (at[1] != 0x80 && at[1] != 0x81))
            continue;
        /* U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069: bidi, line separators */
        if (at[1] == 0x80 &&
            (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae)))
            return false;
        if (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)
            return false;
    }
    return true;
}

static bool
store_number(enum field_type type, json_int_t number, void *at)
{
    switch (type) {
    case FIELD_TEXT:
        return false;
    case FIELD_TIME:
        *(int64_t *)at = number;
        return number >= 0 && number <= TIME_MAX;
    case FIELD_SPAN:
        *(int64_t *)at = number;
        return number >= 0 && number <= PATIENCE_MAX;
    case FIELD_KIND:
        *(enum bounce_kind *)at = (enum bounce_kind)number;
        return number >= BOUNCE_FAILED && number <= BOUNCE_CHALLENGED;
    case FIELD_SHORT:
        *(uint16_t *)at = (uint16_t)number;
        return number >= 0 && number <= UINT16_MAX;
    case FIELD_LARGE:
        *(uint32_t *)at = (uint32_t)number;
        return number >= 0 && number <= INT32_MAX;
    case FIELD_ZONE:
        *(int *)at = (int)number;
        return number >= -ZONE_MAX && number <= ZONE_MAX;
    case FIELD_COUNT:
        *(size_t *)at = (size_t)number;
        return number >= 1 && number <= SEEN_MAX;
    case FIELD_BOOL:
        *(bool *)at = number == 1;
        return number == 0 || number == 1;
    }
    return false;
}

static bool
read_fields(const struct field *fields, const json_t *object, struct holder *holder,
            void *into)
{
    for (const struct field *field = fields; field->name; field++) {
        const json_t *value = json_object_get(object, field->name);
        void *at = (char *)into + field->at;
        if (!value && field->later) {
            if (field->type == FIELD_TEXT)
                *(const char **)at = "";
            continue;
        }
        if (field->type != FIELD_TEXT) {
            if (!json_is_integer(value) ||
                !store_number(field->type, json_integer_value(value), at))
                return false;
            continue;
        }
        size_t length = json_string_length(value);
        if (!json_is_string(value) || !is_clean(json_string_value(value), length))
            return false;
        *(const char **)at = memcpy(holder->text, json_string_value(value), length + 1);
        holder->text += length + 1;
    }
    return true;
}

/* Bytes of all texts of an object, their NULs included. */
static size_t
text_bytes(const struct field *fields, const json_t *object)
{
    size_t bytes = 0;
    for (const struct field *field = fields; field->name; field++)
        if (field->type == FIELD_TEXT)
            bytes += json_string_length(json_object_get(object, field->name)) + 1;
    return bytes;
}

/* What a list's struct must keep to beyond its fields' types. */
static bool
is_sound(const struct list *list, const void *one)
{
    return list->fields != evidence_fields ||
           bounce_fact_name(((const struct bounce_evidence *)one)->fact) != NULL;
}

/* The lists of an object, in their order. A key that is missing is an empty one. */
static bool
read_lists(const struct list *lists, const json_t *object, struct holder *holder,
           void *owner)
{
    for (const struct list *list = lists; list->name; list++) {
        const json_t *values = json_object_get(object, list->name);
        char *end = (char *)owner + list->at;
        if (values && !json_is_array(values))
            return false;
        for (size_t i = 0; i < json_array_size(values); i++) {
            void *one = holder->listed;
            holder->listed += list->size;
            if (!read_fields(list->fields, json_array_get(values, i), holder, one) ||
                !is_sound(list, one))
                return false;
            memcpy(end, &one, sizeof one);
            end = one;
        }
    }
    return true;
}

static bool
read_marks(const json_t *object, struct holder *holder)
{
    const json_t *marks = json_object_get(object, "marks");
    if (!marks)
        return true;
    holder->bounce.marks = &holder->marks;
    return read_fields(marks_fields, marks, holder, &holder->marks) &&
           read_lists(marks_lists, marks, holder, &holder->marks);
}

static bool
read_failures(const json_t *list, struct holder *holder)
{
    size_t count = json_array_size(list);
    for (size_t i = 0; i < count; i++) {
        struct bounce_failure *failure = &holder->failures[i];
        const json_t *value = json_array_get(list, i);
        if (!read_fields(failure_fields, value, holder, failure) ||
            !read_lists(failure_lists, value, holder, failure))
            return false;
        failure->next = i + 1 < count ? failure + 1 : NULL;
    }
    holder->bounce.failures = holder->failures;
    return holder->bounce.failures_seen >= count;
}

/* The bytes that an object takes: of its texts, and of the structs in its lists, which are
 * added. */
static size_t
add_bytes(const struct field *fields, const struct list *lists, const json_t *object,
          size_t *structs)
{
    size_t texts = text_bytes(fields, object);
    for (const struct list *list = lists; list->name; list++) {
        const json_t *values = json_object_get(object, list->name);
        size_t count = json_array_size(values);
        *structs += count * list->size;
        for (size_t i = 0; i < count; i++)
            texts += text_bytes(list->fields, json_array_get(values, i));
    }
    return texts;
}

static struct holder *
read_object(const json_t *object)
{
    const json_t *list = json_object_get(object, "failures");
    const json_t *original = json_object_get(object, "original");
    const json_t *marks = json_object_get(object, "marks");
    size_t count = json_array_size(list);
    if (count == 0 || count > BOUNCE_FAILURES_MAX)
        return NULL;
    size_t failures = sizeof(struct holder) + count * sizeof(struct bounce_failure);
    size_t structs = failures;
    size_t texts = add_bytes(bounce_fields, bounce_lists, object, &structs) +
                   text_bytes(original_fields, original) +
                   add_bytes(marks_fields, marks_lists, marks, &structs);
    for (size_t i = 0; i < count; i++)
        texts += add_bytes(failure_fields, failure_lists, json_array_get(list, i),
                           &structs);
    struct holder *holder = calloc(1, structs + texts);
    if (!holder)
        return NULL;
    holder->text = (char *)holder + structs;
    holder->listed = (char *)holder + failures;
    holder->bounce.original = &holder->original;
    if (read_fields(bounce_fields, object, holder, &holder->bounce) &&
        read_fields(original_fields, original, holder, &holder->original) &&
        read_lists(bounce_lists, object, holder, &holder->bounce) &&
        read_marks(object, holder) && read_failures(list, holder))
        return holder;
    free(holder);
    return NULL;
}

bool
facts_read(const char *json, size_t length, struct bounce **ret)
{
    if (length > FACTS_BYTES_MAX)
        return false;
    json_t *object = json_loadb(json, length, JSON_REJECT_DUPLICATES, NULL);
    struct holder *holder = read_object(object);
    json_decref(object);
    if (!holder)
        return false;
    *ret = &holder->bounce;
    return true;
}

void
facts_free(struct bounce *bounce)
{
    free(bounce);
}
