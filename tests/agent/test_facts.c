/* Facts: the pair loses nothing, and refuses what it did not write. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/check.h"
#include "agent/facts.h"

static const struct bounce_original original = {
    .message_id = "<a@mail.example.com>",
    .subject = "Grüße & “more”",
    .to = "pat@charter.net",
    .from = "you@example.org",
    .sent = 5,
};

static const struct bounce_evidence proofs[2] = {
    {.next = &proofs[1],
     .source = "Status",
     .line = 7,
     .part = 2,
     .fact = BOUNCE_FACT_STATUS},
    {.source = "text", .line = 1 << 17, .part = 64, .fact = BOUNCE_FACT_COMMAND},
};
static const struct bounce_evidence mail_proof = {
    .source = "From", .line = 3, .fact = BOUNCE_FACT_REPORTER};

static const struct bounce_link links[2] = {
    {.next = &links[1], .host = "l1", .button = true},
    {.host = "l2"},
};
static const struct bounce_authentication authentications[2] = {
    {.next = &authentications[1],
     .by = "ab",
     .method = "am",
     .result = "ar",
     .domain = "ad",
     .field = 9},
    {.by = "", .method = "", .result = "", .domain = ""},
};
static const struct bounce_hop hops[2] = {
    {.next = &hops[1], .from = "h1", .by = "h2", .signed_in = true},
    {.from = "h3", .by = "h4"},
};
static const struct bounce_marks marks = {
    .path = "mp",
    .from = "mf",
    .answers = "ma",
    .language = "ml",
    .system = true,
    .inside = true,
    .returned_failed = true,
    .asks = true,
    .links = links,
    .authentications = authentications,
    .hops = hops,
    .key = "mk",
};

/* Every field has a value no other field has. */
static const struct bounce_failure failures[2] = {
    {
        .next = &failures[1],
        .kind = BOUNCE_DELAYED,
        .recipient = "r",
        .original_recipient = "o",
        .action = "a",
        .status = "s",
        .diagnostic = "d",
        .said = "sa",
        .said_by = "sb",
        .remote_mta = "rm",
        .tried_host = "th",
        .tried_address = "ta",
        .code = {550, 5, 4, 316},
        .tried_last = 11,
        .tries_until = 12,
        .final_recipient = "f",
        .command = "c",
        .tries = 13,
        .said_code = {451, 4, 7, 1},
        .evidence = proofs,
    },
    {
        .kind = BOUNCE_EXPANDED,
        .recipient = "",
        .original_recipient = "",
        .action = "",
        .status = "",
        .diagnostic = "",
        .said = "",
        .said_by = "",
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
        .final_recipient = "",
        .command = "",
    },
};

static const struct bounce bounce = {
    .kind = BOUNCE_DELAYED,
    .reporter = "mx.example.net",
    .message_id = "<report@mx.example.net>",
    .reported = 1775502718,
    .zone = -240,
    .arrived = 1775416318,
    .patience = 86400,
    .original = &original,
    .failures = failures,
    .failures_seen = 7,
    .cut = true,
    .own_provider = "outlook.com",
    .evidence = &mail_proof,
    .marks = &marks,
    .software = BOUNCE_SOFTWARE_QMAIL,
};

static void
same_evidence(const struct bounce_evidence *have, const struct bounce_evidence *want)
{
    for (; want; want = want->next, have = have->next) {
        assert_non_null(have);
        assert_string_equal(have->source, want->source);
        assert_int_equal(have->line, want->line);
        assert_int_equal(have->part, want->part);
        assert_int_equal(have->fact, want->fact);
    }
    assert_null(have);
}

static void
same_failure(const struct bounce_failure *have, const struct bounce_failure *want)
{
    assert_int_equal(have->kind, want->kind);
    assert_string_equal(have->recipient, want->recipient);
    assert_string_equal(have->original_recipient, want->original_recipient);
    assert_string_equal(have->action, want->action);
    assert_string_equal(have->status, want->status);
    assert_string_equal(have->diagnostic, want->diagnostic);
    assert_string_equal(have->said, want->said);
    assert_string_equal(have->said_by, want->said_by);
    assert_string_equal(have->remote_mta, want->remote_mta);
    assert_string_equal(have->tried_host, want->tried_host);
    assert_string_equal(have->tried_address, want->tried_address);
    assert_memory_equal(&have->code, &want->code, sizeof have->code);
    assert_int_equal(have->tried_last, want->tried_last);
    assert_int_equal(have->tries_until, want->tries_until);
    assert_string_equal(have->final_recipient, want->final_recipient);
    assert_string_equal(have->command, want->command);
    assert_int_equal(have->tries, want->tries);
    assert_memory_equal(&have->said_code, &want->said_code, sizeof have->said_code);
    same_evidence(have->evidence, want->evidence);
}

static void
same_marks(const struct bounce_marks *have, const struct bounce_marks *want)
{
    assert_non_null(have);
    assert_string_equal(have->path, want->path);
    assert_string_equal(have->from, want->from);
    assert_string_equal(have->answers, want->answers);
    assert_string_equal(have->language, want->language);
    assert_memory_equal(&have->automatic, &want->automatic, 8);
    assert_string_equal(have->key, want->key);
    for (int i = 0; i < 2; i++) {
        const struct bounce_link *link = i ? have->links->next : have->links;
        const struct bounce_hop *hop = i ? have->hops->next : have->hops;
        const struct bounce_authentication *result = i ? have->authentications->next
                                                       : have->authentications;
        assert_string_equal(link->host, links[i].host);
        assert_int_equal(link->button, links[i].button);
        assert_string_equal(hop->from, hops[i].from);
        assert_string_equal(hop->by, hops[i].by);
        assert_int_equal(hop->signed_in, hops[i].signed_in);
        assert_string_equal(result->by, authentications[i].by);
        assert_string_equal(result->method, authentications[i].method);
        assert_string_equal(result->result, authentications[i].result);
        assert_string_equal(result->domain, authentications[i].domain);
        assert_int_equal(result->field, authentications[i].field);
        assert_true(i == 0 || (!link->next && !hop->next && !result->next));
    }
}

static void
test_nothing_is_lost(void **state)
{
    (void)state;
    struct bounce *copy;
    char *json = facts_write(&bounce);
    assert_non_null(json);
    assert_null(strchr(json, '\n'));
    assert_true(facts_read(json, strlen(json), &copy));
    assert_int_equal(copy->kind, bounce.kind);
    assert_string_equal(copy->reporter, bounce.reporter);
    assert_string_equal(copy->message_id, bounce.message_id);
    assert_int_equal(copy->reported, bounce.reported);
    assert_int_equal(copy->zone, bounce.zone);
    assert_int_equal(copy->arrived, bounce.arrived);
    assert_int_equal(copy->patience, bounce.patience);
    assert_int_equal(copy->failures_seen, bounce.failures_seen);
    assert_true(copy->cut);
    assert_string_equal(copy->own_provider, bounce.own_provider);
    assert_int_equal(copy->software, bounce.software);
    assert_string_equal(copy->original->message_id, original.message_id);
    assert_string_equal(copy->original->subject, original.subject);
    assert_string_equal(copy->original->to, original.to);
    assert_string_equal(copy->original->from, original.from);
    assert_int_equal(copy->original->sent, original.sent);
    same_evidence(copy->evidence, bounce.evidence);
    same_marks(copy->marks, &marks);
    same_failure(copy->failures, &failures[0]);
    same_failure(copy->failures->next, &failures[1]);
    assert_null(copy->failures->next->next);
    facts_free(copy);
    free(json);
    facts_free(NULL);
}

/* A field added to the structs and forgotten in the tables changes these sums. */
static void
test_no_field_is_forgotten(void **state)
{
    (void)state;
    if (sizeof(void *) != 8)
        return; /* the gaps are others: 64-bit builds look for us */
    assert_int_equal(sizeof(struct bounce_failure),
                     sizeof(void *) * 12 /* next, kind and its gap, ten texts */ + 8 +
                         16 + sizeof(void *) * 3 /* two texts, evidence */ + 16);
    assert_int_equal(sizeof(struct bounce_original), sizeof(void *) * 4 + 8);
    assert_int_equal(sizeof(struct bounce), 8 * 15);
    assert_int_equal(sizeof(struct bounce_marks),
                     sizeof(void *) * 4 + 8 /* flags */ + sizeof(void *) * 4);
    assert_int_equal(sizeof(struct bounce_link), sizeof(void *) * 3);
    assert_int_equal(sizeof(struct bounce_authentication), sizeof(void *) * 6);
    assert_int_equal(sizeof(struct bounce_hop), sizeof(void *) * 4);
    assert_int_equal(sizeof(struct bounce_evidence), 8 * 3);
}

/* Writes, replaces the first `from` by `to`, and reads. */
static bool
reads_with(const char *from, const char *to)
{
    char *json = facts_write(&bounce);
    char *at = strstr(json, from);
    if (!at)
        fail_msg("'%s' is not in %s", from, json);
    size_t room = strlen(json) + strlen(to) + 1;
    char *changed = malloc(room);
    snprintf(changed, room, "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
    struct bounce *copy = NULL;
    bool read = facts_read(changed, strlen(changed), &copy);
    facts_free(copy);
    free(changed);
    free(json);
    return read;
}

static void
test_refused(void **state)
{
    // clang-format off
    static const struct {
        const char *from, *to;
    } changes[] = {
        { "\"kind\":1", "\"kind\":6" },
        { "\"kind\":1", "\"kind\":-1" },
        { "\"kind\":1", "\"kind\":\"failed\"" },
        { "\"kind\":1", "\"kind\":1.5" },
        { "\"kind\":1,", "" },
        { "\"kind\":1,", "\"kind\":1,\"kind\":1," },
        { "\"zone\":-240", "\"zone\":-1441" },
        { "\"patience\":86400", "\"patience\":-1" },
        { "\"reported\":1775502718", "\"reported\":9223372036854775807" },
        { "\"reported\":1775502718", "\"reported\":92233720368547758070" },
        { "\"failures_seen\":7", "\"failures_seen\":1" },
        { "\"cut\":1", "\"cut\":true" },
        { "\"tries\":13", "\"tries\":-1" },
        { "\"tries\":13", "\"tries\":4294967296" },
        { "\"evidence\":[", "\"evidence\":[1," },
        { "\"evidence\":[{", "\"evidence\":{\"a\":{" },
        { "\"fact\":4", "\"fact\":1000" },
        { "\"line\":7", "\"line\":-1" },
        { ",\"line\":7", "" },
        { "\"source\":\"Status\"", "\"source\":\"Sta\\ntus\"" },
        { "code.reply\":550", "code.reply\":65536" },
        { "mx.example.net", "mx\\u0000example" },
        { "mx.example.net", "mx\\nexample" },
        { "mx.example.net", "mx\\u001bexample" },
        { "mx.example.net", "mx\\u0085example" },
        { "mx.example.net", "mx\\u202eexample" },
        { "mx.example.net", "mx\\u2066example" },
        { "mx.example.net", "mx\xff" },
        { "\"button\":1", "\"button\":2" },
        { "\"host\":\"l1\"", "\"host\":1" },
        { "\"links\":[", "\"links\":[1," },
        { "\"asks\":1", "\"asks\":null" },
        { "\"marks\":{", "\"marks\":null,\"x\":{" },
        { "\"field\":9", "\"field\":-9" },
        { "\"original\":{", "\"original\":{\"to\":1," },
        { "\"original\":", "\"elsewhere\":" },
        { "\"failures\":[", "\"failures\":[1," },
        { "\"failures\":[", "\"nothing\":[" },
        { "\"mx.example.net\"", "null" },
    };
    // clang-format on
    (void)state;
    assert_true(reads_with("mx.example.net", "mx.example.com"));
    assert_true(reads_with("mx.example.net", "m\\u00fcx")); /* letters are fine */
    for (size_t i = 0; i < COUNT(changes); i++)
        if (reads_with(changes[i].from, changes[i].to))
            fail_msg("read: %s for %s", changes[i].to, changes[i].from);
}

/* Version 0.1 wrote no evidence and none of the later fields. */
static void
test_old_journals_are_read(void **state)
{
    // clang-format off
    static const char *const later[] = {
        "\"final_recipient\":\"f\",", "\"command\":\"c\",", "\"tries\":13,", "\"said_code.reply\":451,",
        ",\"evidence\":[{\"fact\":16,\"source\":\"From\",\"part\":0,\"line\":3}]",
        ",\"key\":\"mk\"",
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(later); i++)
        if (!reads_with(later[i], ""))
            fail_msg("not read without %s", later[i]);
    assert_true(reads_with("\"marks\":{", "\"nothing\":{"));
}

static void
test_long_texts_are_refused(void **state)
{
    (void)state;
    char text[BOUNCE_TEXT_MAX + 1];
    memset(text, 'x', sizeof text);
    text[BOUNCE_TEXT_MAX - 1] = '\0';
    assert_true(reads_with("mx.example.net", text));
    text[BOUNCE_TEXT_MAX - 1] = 'x';
    text[BOUNCE_TEXT_MAX] = '\0';
    assert_false(reads_with("mx.example.net", text));
}

static void
test_no_part_of_it_is_enough(void **state)
{
    (void)state;
    char *json = facts_write(&bounce);
    struct bounce *copy = NULL;
    for (size_t length = 0; length < strlen(json); length++)
        assert_false(facts_read(json, length, &copy));
    assert_null(copy);
    free(json);
    assert_false(facts_read("[]", 2, &copy));
    assert_false(facts_read("{}", 2, &copy));
    assert_false(facts_read("1", 1, &copy));
}

/* 256 recipients with the longest of texts: fewer come through, and are still counted. */
static void
test_a_frame_carries_it(void **state)
{
    (void)state;
    static char text[BOUNCE_TEXT_MAX];
    memset(text, '"', sizeof text - 1);
    struct bounce_failure *many = calloc(BOUNCE_FAILURES_MAX, sizeof *many);
    for (size_t i = 0; i < BOUNCE_FAILURES_MAX; i++) {
        many[i] = failures[1];
        many[i].diagnostic = many[i].said = many[i].said_by = text;
        many[i].next = i + 1 < BOUNCE_FAILURES_MAX ? &many[i + 1] : NULL;
    }
    struct bounce crowd = bounce, *copy;
    crowd.failures = many;
    crowd.failures_seen = BOUNCE_FAILURES_MAX;
    char *json = facts_write(&crowd);
    assert_true(strlen(json) < FACTS_BYTES_MAX);
    assert_true(facts_read(json, strlen(json), &copy));
    assert_int_equal(copy->failures_seen, BOUNCE_FAILURES_MAX);
    facts_free(copy);
    free(json);
    free(many);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_no_field_is_forgotten),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_old_journals_are_read),
        cmocka_unit_test(test_long_texts_are_refused),
        cmocka_unit_test(test_no_part_of_it_is_enough),
        cmocka_unit_test(test_a_frame_carries_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
