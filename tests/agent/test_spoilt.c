/* Journals as disks and people leave them: nothing that they knew is told as new again, nothing of
 * them is deleted, and what is told to the person says where and what. */
#include <fcntl.h>
#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent/journal.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "tests/support/check.h"

enum {
    NOW = 1800000000, /* 2027-01-15 08:00:00 UTC */
    MAILS = 40,
    PAGE = 4096
};

static char folder[] = "/dev/shm/test_spoilt-XXXXXX"; /* in memory: hundreds of files */
static char path[64], whole[80]; /* the journal, and a copy of the sound one */

static void
wipe(void)
{
    char pattern[80];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/journal.db*", folder);
    if (glob(pattern, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        unlink(found.gl_pathv[i]);
    globfree(&found);
}

static struct journal_mail
mail_of(const struct journal_mailbox *box, int64_t uid)
{
    return (struct journal_mail){box->id, 7, uid, NOW - 60};
}

/* T1 to T3 of a mail; its event, 0: known already. */
static int64_t
take(struct journal *journal, int64_t uid)
{
    struct journal_mailbox box;
    char key[16];
    int attempts;
    int64_t id = -1;
    assert_true(journal_mailbox(journal, "work", "INBOX", NOW, &box));
    struct journal_mail mail = mail_of(&box, uid);
    snprintf(key, sizeof key, "key-%d", (int)uid);
    struct journal_event event = {.key = key,
                                  .account = "work",
                                  .facts = "{\"said\": \"no such user\"}",
                                  .raw = key,
                                  .raw_length = strlen(key),
                                  .found = NOW};
    assert_true(journal_attempt(journal, &mail, &attempts));
    assert_true(journal_settle(journal, &mail, uid, &event, &id));
    return id;
}

/* A sound journal that has told all it knew, closed; copied to `whole`. */
static void
make_whole(void)
{
    struct journal journal;
    struct journal_mailbox box;
    char command[256];
    wipe();
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW - 30, &box));
    assert_true(journal_seen(&journal, box.id, 7, 0));
    assert_true(journal_looked(&journal, box.id));
    for (int64_t uid = 1; uid <= MAILS; uid++) {
        int64_t id = take(&journal, uid);
        assert_int_equal(id, uid);
        for (int channel = 0; channel < OUTBOX_CHANNELS; channel++) {
            assert_true(outbox_claim(&journal, (enum outbox_channel)channel, id));
            assert_true(outbox_settle(&journal, (enum outbox_channel)channel, id));
        }
    }
    journal_close(&journal);
    snprintf(command, sizeof command, "cp %s %s", path, whole);
    assert_int_equal(system(command), 0);
}

static void
put_back(void)
{
    char command[256];
    wipe();
    snprintf(command, sizeof command, "cp %s %s", whole, path);
    assert_int_equal(system(command), 0);
}

/* Opens it. Either it is sound, and knows all; or the old one lies aside, whole as it was, and
 * what is found again is told as a repeat. True: aside. */
static bool
open_spoilt(const char *what)
{
    struct journal journal;
    struct stat before, after;
    assert_int_equal(stat(path, &before), 0);
    if (journal_open(path, NOW, &journal) != JOURNAL_OPEN)
        fail_msg("%s: %s", what, journal.text);
    bool aside = journal.moved[0] != '\0';
    if (aside) {
        assert_non_null(strstr(journal.moved, ".corrupt-20270115-080000"));
        assert_int_equal(stat(journal.moved, &after), 0);
        assert_int_equal(before.st_ino, after.st_ino);
        if (before.st_size > 0) /* SQLite begins an empty one */
            assert_int_equal(before.st_size, after.st_size);
    }
    int64_t id = take(&journal, 3);
    struct journal_mailbox box;
    struct outbox_row row = {0};
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
    assert_true(journal_looked(&journal, box.id));
    assert_true(outbox_next(&journal, OUTBOX_LINE, &row));
    if (id != 0 && !aside)
        fail_msg("%s: sound, and does not know", what);
    if (id != 0 && (row.event != id || !row.again))
        fail_msg("%s: told again as new", what);
    if (id == 0 && row.event != 0)
        fail_msg("%s: told again", what);
    journal_close(&journal);
    return aside;
}

static off_t
size_of_whole(void)
{
    struct stat what;
    assert_int_equal(stat(whole, &what), 0);
    return what.st_size;
}

static void
overwrite(off_t at, const void *bytes, size_t length)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, length, at), (ssize_t)length);
    close(fd);
}

static void
a_page_that_is_gone(void **state)
{
    (void)state;
    static const char zeros[PAGE];
    make_whole();
    for (off_t at = 0; at < size_of_whole(); at += PAGE) {
        char what[64];
        snprintf(what, sizeof what, "page %d", (int)(at / PAGE) + 1);
        put_back();
        overwrite(at, zeros, PAGE);
        bool aside = open_spoilt(what);
        if (!aside && at == 0)
            fail_msg("%s: not seen", what);
    }
}

static void
a_file_that_was_cut(void **state)
{
    (void)state;
    make_whole();
    for (off_t length = 0; length < size_of_whole(); length += PAGE / 2) {
        char what[64];
        snprintf(what, sizeof what, "cut to %d", (int)length);
        put_back();
        assert_int_equal(truncate(path, length), 0);
        /* Half a page may be one that holds nothing. */
        if (!open_spoilt(what) && length % PAGE == 0)
            fail_msg("%s: not seen", what);
    }
}

/* One flipped bit may hide in a text or in free room: then all the rest must be there. */
static void
bits_that_have_flipped(void **state)
{
    (void)state;
    uint64_t dice = (uint64_t)time(NULL);
    int aside = 0;
    print_message("seed %llu\n", (unsigned long long)dice);
    make_whole();
    for (int round = 0; round < 80; round++) {
        char what[64];
        unsigned char byte;
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        off_t at = (off_t)((dice >> 20) % (uint64_t)size_of_whole());
        put_back();
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        close(fd);
        byte ^= (unsigned char)(1u << (dice >> 60) % 8);
        overwrite(at, &byte, 1);
        snprintf(what, sizeof what, "byte %d", (int)at);
        struct journal journal;
        int64_t events = 0;
        enum journal_opened opened = journal_open(path, NOW, &journal);
        if (opened != JOURNAL_OPEN && opened != JOURNAL_NEWER)
            fail_msg("%s: %s", what, journal.text);
        aside += journal.moved[0] != '\0';
        if (opened == JOURNAL_OPEN && journal.moved[0] == '\0' &&
            (!sql_number(journal.db, 0, &events, "SELECT count(*) FROM event", "") ||
             events != MAILS))
            fail_msg("%s: sound, with %d events", what, (int)events);
        if (opened == JOURNAL_OPEN)
            journal_close(&journal);
    }
    assert_true(aside > 0);
}

/* The power went between the two steps of putting aside: the log alone is left. */
static void
putting_aside_that_was_cut_short(void **state)
{
    (void)state;
    char name[96];
    struct journal journal;
    for (int log = 0; log < 2; log++) {
        make_whole();
        snprintf(name, sizeof name, "%s.corrupt-20270101-000000", path);
        assert_int_equal(rename(path, name), 0);
        snprintf(name, sizeof name, "%s-wal", path);
        if (log) {
            int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
            assert_int_equal(write(fd, "log", 3), 3);
            close(fd);
        }
        assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
        int64_t id = take(&journal, 3);
        struct journal_mailbox box;
        struct outbox_row row = {0};
        assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
        assert_true(journal_looked(&journal, box.id));
        assert_true(outbox_next(&journal, OUTBOX_LINE, &row));
        assert_int_equal(row.event, id);
        assert_true(row.again);
        journal_close(&journal);
        snprintf(name, sizeof name, "%s.corrupt-20270115-080000-wal", path);
        assert_int_equal(access(name, F_OK), log ? 0 : -1);
    }
}

static void
another_program_has_it(void **state)
{
    (void)state;
    sqlite3 *other;
    struct journal journal;
    make_whole();
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other,
                                  "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    pid_t pid = fork(); /* locks are a process's own */
    if (pid == 0)
        _exit(journal_open(path, NOW, &journal) == JOURNAL_LATER &&
                      strstr(journal.text, "another program has it open") &&
                      strstr(journal.text, path)
                  ? 0
                  : 1);
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    sqlite3_close(other);
    assert_false(open_spoilt("unlocked"));
}

/* Somebody else's file, in a folder that is not ours. */
static void
a_place_that_cannot_be_written(void **state)
{
    (void)state;
    struct journal journal;
    make_whole();
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (geteuid() == 0 && seteuid(65534) < 0)
            _exit(77);
        enum journal_opened opened = journal_open(path, NOW, &journal);
        if (opened != JOURNAL_NEVER)
            fprintf(stderr, "%d: %s\n", (int)opened, journal.text);
        _exit(opened == JOURNAL_NEVER && strstr(journal.text, path) ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    chmod(folder, 0755);
    assert_int_equal(status, 0);
}

static int
make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chmod(folder, 0755) < 0)
        return -1;
    snprintf(path, sizeof path, "%s/journal.db", folder);
    snprintf(whole, sizeof whole, "%s/whole", folder);
    return 0;
}

static int
drop_folder(void **state)
{
    (void)state;
    wipe();
    unlink(whole);
    return rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_is_gone),
        cmocka_unit_test(a_file_that_was_cut),
        cmocka_unit_test(bits_that_have_flipped),
        cmocka_unit_test(putting_aside_that_was_cut_short),
        cmocka_unit_test(another_program_has_it),
        cmocka_unit_test(a_place_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
