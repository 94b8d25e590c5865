/* diary: returned mails written into a real journal, at times of the test's own. */
#include "tests/agent/diary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/facts.h"
#include "agent/sql.h"
#include "tests/support/check.h"

enum {
    RECIPIENTS_MAX = 8,
    BEGUN = 1700000000 /* seconds; before all that is told */
};

/* No power is cut here. */
static void
open_hurriedly(struct diary *diary)
{
    assert_int_equal(journal_open(diary->path, BEGUN, &diary->journal), JOURNAL_OPEN);
    assert_true(sql_run(diary->journal.db, "PRAGMA synchronous = OFF", ""));
}

void
diary_begin(struct diary *diary, const char *pattern)
{
    struct journal_mailbox box;
    *diary = (struct diary){0};
    snprintf(diary->folder, sizeof diary->folder, "%s", pattern);
    assert_non_null(mkdtemp(diary->folder));
    snprintf(diary->path, sizeof diary->path, "%.40s/journal.db", diary->folder);
    open_hurriedly(diary);
    assert_true(journal_mailbox(&diary->journal, "work", "INBOX", BEGUN, &box));
    assert_true(journal_seen(&diary->journal, box.id, 1, 0));
    assert_true(journal_looked(&diary->journal, box.id));
}

void
diary_end(struct diary *diary)
{
    char name[DIARY_ROOM + 8];
    journal_close(&diary->journal);
    unlink(diary->path);
    snprintf(name, sizeof name, "%s-wal", diary->path);
    unlink(name);
    rmdir(diary->folder);
}

void
diary_reopen(struct diary *diary)
{
    journal_close(&diary->journal);
    open_hurriedly(diary);
}

/* The recipients as failures of one report. */
static size_t
put_failures(const struct diary_mail *mail, char *names,
             struct bounce_failure failures[RECIPIENTS_MAX])
{
    const char *said = mail->said ? mail->said
                                  : "550 5.4.316 Message expired, connection refused";
    char *rest = NULL;
    size_t count = 0;
    for (char *name = strtok_r(names, " ", &rest); name && count < RECIPIENTS_MAX;
         name = strtok_r(NULL, " ", &rest), count++) {
        failures[count] = (struct bounce_failure){
            .kind = mail->kind,
            .recipient = name,
            .original_recipient = "",
            .action = "",
            .status = "",
            .diagnostic = said,
            .said = "",
            .said_by = mail->host ? mail->host : "",
            .remote_mta = mail->host ? mail->host : "",
            .tried_host = mail->host ? mail->host : "",
            .tried_address = "",
            .tries_until = mail->until,
            .final_recipient = name,
            .command = "",
        };
        if (count > 0)
            failures[count - 1].next = &failures[count];
    }
    return count;
}

int64_t
diary_add(struct diary *diary, const struct diary_mail *mail)
{
    char names[512], own[64], key[64];
    struct bounce_failure failures[RECIPIENTS_MAX];
    int64_t uid = ++diary->uid, id = 0;
    snprintf(names, sizeof names, "%s", mail->to ? mail->to : "pat@charter.net");
    snprintf(own, sizeof own, "<%lld@outlook.com>", (long long)uid);
    snprintf(key, sizeof key, "key %lld", (long long)uid);
    /* The words of a reply as bounce_read_reply reads them: a code, and what they say. */
    struct bounce *reply = NULL;
    size_t count = put_failures(mail, names, failures);
    const char *said = failures[0].diagnostic;
    bool read = bounce_read_reply(said, strlen(said), NULL, &reply) == BOUNCE_READ;
    for (size_t i = 0; i < count && read; i++) {
        failures[i].code = reply->failures->code;
        failures[i].status = reply->failures->status;
    }
    struct bounce_original original = {
        .message_id = mail->mail ? mail->mail : own,
        .subject = "Lunch",
        .to = "",
        .from = mail->from ? mail->from : "you@outlook.com",
        .sent = mail->at - (mail->tried ? mail->tried : 60),
    };
    struct bounce bounce = {
        .kind = mail->kind,
        .reporter = "AM0EUR01.prod.outlook.com",
        .message_id = key,
        .reported = mail->at,
        .arrived = mail->tried ? mail->at - mail->tried : 0,
        .original = &original,
        .failures = failures,
        .failures_seen = count,
        .own_provider = strchr(original.from, '@') + 1,
    };
    char *facts = facts_write(&bounce);
    assert_non_null(facts);
    struct journal_mailbox box;
    assert_true(journal_mailbox(&diary->journal, "work", "INBOX", BEGUN, &box));
    struct journal_mail place = {
        .mailbox = box.id, .uidvalidity = 1, .uid = uid, .received = mail->at};
    struct journal_event event = {.key = key,
                                  .account = mail->account ? mail->account : "work",
                                  .facts = facts,
                                  .bounce = &bounce,
                                  .raw = "raw",
                                  .raw_length = 3,
                                  .found = mail->at};
    assert_true(journal_settle(&diary->journal, &place, uid, &event, &id));
    free(facts);
    bounce_free(reply);
    return id;
}

int64_t
diary_number(struct diary *diary, const char *question)
{
    int64_t ret = -1;
    assert_true(sql_number(diary->journal.db, -1, &ret, question, ""));
    return ret;
}
