/* Where secrets are found, kept and lost: sealed files, credentials, files, commands. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/clock.h"
#include "agent/seal.h"
#include "agent/vault.h"
#include "tests/support/check.h"

/* A folder of its own for each test; the configuration's texts are all "". */
struct home {
    char root[64], key[128], sealed[128];
    struct place place;
    struct account account;
    struct vault vault;
    struct vault_answer answer;
};

static struct home home;

static int
open_home(void **state)
{
    static char none[] = "", name[] = "home", address[] = "you@example.org";
    (void)state;
    home = (struct home){.root = "/tmp/ndrwatch-vault-XXXXXX"};
    if (!mkdtemp(home.root))
        return -1;
    unsetenv("CREDENTIALS_DIRECTORY");
    home.place.state = home.root;
    snprintf(home.key, sizeof home.key, "%s/key", home.root);
    snprintf(home.sealed, sizeof home.sealed, "%s/secrets/home.password", home.root);
    home.account = (struct account){
        .name = name,
        .address = address,
        .password_file = none,
        .password_command = none,
        .token_command = none,
        .goa_account = none,
        .client_id = none,
        .client_secret_command = none,
        .tenant = none,
    };
    home.vault.place = &home.place; /* without a keyring */
    return 0;
}

static int
close_home(void **state)
{
    char line[128];
    (void)state;
    vault_answer_wipe(&home.answer);
    snprintf(line, sizeof line, "rm -rf '%s'", home.root);
    return system(line); // NOLINT(cert-env33-c)
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(path, mode), 0);
}

static enum vault_outcome
get(enum vault_kind kind)
{
    vault_answer_wipe(&home.answer);
    return vault_get(&home.vault, &home.account, kind, &home.answer);
}

static enum vault_outcome
put(enum vault_kind kind, const char *secret)
{
    vault_answer_wipe(&home.answer);
    return vault_put(&home.vault, &home.account, kind,
                     (struct message_bytes){secret, strlen(secret)}, &home.answer);
}

/* ---- sealed ---- */

static void
what_is_put_is_got(void **state)
{
    (void)state;
    struct stat what;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_ABSENT);
    assert_non_null(strstr(home.answer.why, "no password is kept for account 'home'"));
    assert_int_equal(put(VAULT_PASSWORD, "s3 kr\"it"), VAULT_GOOD);
    assert_int_equal(home.answer.place, VAULT_SEALED);
    assert_int_equal(put(VAULT_REFRESH_TOKEN, "two\nlines"), VAULT_GOOD);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "s3 kr\"it");
    assert_int_equal(home.answer.place, VAULT_SEALED);
    assert_int_equal(get(VAULT_REFRESH_TOKEN), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "two\nlines");
    assert_int_equal(stat(home.sealed, &what), 0);
    assert_int_equal(what.st_mode & 07777, 0600);
    assert_int_equal(stat(home.key, &what), 0);
    assert_int_equal(what.st_mode & 07777, 0600);
    vault_answer_wipe(&home.answer);
    assert_int_equal(
        vault_forget(&home.vault, &home.account, VAULT_PASSWORD, &home.answer),
        VAULT_GOOD);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_ABSENT);
    assert_int_equal(
        vault_forget(&home.vault, &home.account, VAULT_PASSWORD, &home.answer),
        VAULT_ABSENT);
    assert_int_equal(get(VAULT_REFRESH_TOKEN), VAULT_GOOD);
}

/* The file shows nothing, opens under no other name and key, and not with one bit changed. */
static void
a_seal_holds(void **state)
{
    (void)state;
    static const char plain[] = "hunter2 hunter2";
    unsigned char salt[SEAL_SALT] = {1}, sealed[sizeof plain + SEAL_MORE];
    char out[sizeof plain];
    const struct seal_key key = {"0123456789abcdef", 16},
                          other = {"0123456789abcdeg", 16};
    const struct seal_label label = {"home", "password"};
    static const struct seal_label others[] = {{"home", "smtp-password"},
                                               {"homep", "assword"},
                                               {"work", "password"},
                                               {"", ""}};
    assert_true(seal_close(&key, &label, salt, plain, sizeof plain, sealed));
    assert_null(memmem(sealed, sizeof sealed, "hunter2", 7));
    assert_true(seal_open(&key, &label, sealed, sizeof sealed, out));
    assert_memory_equal(out, plain, sizeof plain);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(seal_open(&key, &others[i], sealed, sizeof sealed, out));
    assert_false(seal_open(&other, &label, sealed, sizeof sealed, out));
    for (size_t bit = 0; bit < sizeof sealed * 8; bit++) {
        sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_false(seal_open(&key, &label, sealed, sizeof sealed, out));
        for (size_t i = 0; i < sizeof out && bit / 8 >= 8; i++)
            assert_int_equal(out[i], 0);
        sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (size_t length = 0; length < sizeof sealed; length++)
        assert_false(seal_open(&key, &label, sealed, length, out));
    const struct seal_key weak = {"0123456789abcde", 15};
    assert_false(seal_close(&weak, &label, salt, plain, sizeof plain, sealed));
}

static void
another_key_opens_nothing(void **state)
{
    (void)state;
    assert_int_equal(put(VAULT_PASSWORD, "sekrit"), VAULT_GOOD);
    write_file(home.key, "another key of 32 bytes and more", 0600);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "sign in again"));
    unlink(home.key);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "key of the sealed secrets is missing"));
    assert_int_equal(access(home.key, F_OK), -1); /* getting makes none */
}

/* ---- a crash, and a loss of power, while a file is sealed ---- */

/* Every effect on the disk, by its last name; the process ends before the one that is due. */
static struct {
    char steps[1024];
    unsigned count, die_at; /* die_at 0: never */
} disk;

static void
step(const char *what, const char *name)
{
    const char *last = strrchr(name, '/');
    size_t length = strlen(disk.steps);
    if (++disk.count == disk.die_at)
        _exit(9);
    snprintf(disk.steps + length, sizeof disk.steps - length, "%s %s; ", what,
             last ? last + 1 : name);
}

static void
step_of(const char *what, int fd)
{
    char link[64], name[256];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    name[length > 0 ? length : 0] = '\0';
    step(what, strcmp(name, home.root) == 0 ? "STATE" : name);
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int
__wrap_mkdir(const char *path, mode_t mode)
{
    step("mkdir", path);
    return __real_mkdir(path, mode);
}

ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
ssize_t
__wrap_write(int fd, const void *bytes, size_t length)
{
    step_of("write", fd);
    return __real_write(fd, bytes, length);
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int
__wrap_fsync(int fd)
{
    step_of("sync", fd);
    return __real_fsync(fd);
}

int __real_renameat(int from, const char *old, int to, const char *name);
int __wrap_renameat(int from, const char *old, int to, const char *name);
int
__wrap_renameat(int from, const char *old, int to, const char *name)
{
    step("rename", name);
    return __real_renameat(from, old, to, name);
}

int __real_linkat(int from, const char *old, int to, const char *name, int flags);
int __wrap_linkat(int from, const char *old, int to, const char *name, int flags);
int
__wrap_linkat(int from, const char *old, int to, const char *name, int flags)
{
    step("link", name);
    return __real_linkat(from, old, to, name, flags);
}

int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);
int
__wrap_unlinkat(int folder, const char *name, int flags)
{
    step("unlink", name);
    return __real_unlinkat(folder, name, flags);
}

/* What is written is on the disk before it gets its name, and its name before we say so. */
static void
all_is_synced_in_order(void **state)
{
    (void)state;
    char path[128];
    disk.count = 0;
    disk.steps[0] = '\0';
    assert_int_equal(put(VAULT_PASSWORD, "one"), VAULT_GOOD);
    assert_string_equal(
        disk.steps, "mkdir secrets; sync STATE; unlink .key.new; write .key.new; "
                    "sync .key.new; link key; unlink .key.new; sync STATE; "
                    "unlink .home.password.new; write .home.password.new; "
                    "sync .home.password.new; rename home.password; sync secrets; ");
    disk.steps[0] = '\0';
    vault_answer_wipe(&home.answer);
    vault_forget(&home.vault, &home.account, VAULT_PASSWORD, &home.answer);
    assert_string_equal(disk.steps, "unlink home.password; sync secrets; ");
    /* Where the key is no file of ours, nothing else syncs the new folder's name. */
    snprintf(path, sizeof path, "%s/secrets", home.root);
    assert_int_equal(rmdir(path), 0);
    disk.steps[0] = '\0';
    assert_int_equal(put(VAULT_PASSWORD, "two"), VAULT_GOOD);
    assert_memory_equal(disk.steps, "mkdir secrets; sync STATE; ", 27);
}

/* Dies before each of its effects: the old secret is there, or the new one; and it goes on. */
static void
a_crash_loses_no_secret(void **state)
{
    static const char *const olds[] = {NULL, "the old one"};
    (void)state;
    for (size_t i = 0; i < COUNT(olds); i++) {
        int status = 9 << 8;
        unsigned dead = 0;
        for (unsigned at = 1; WEXITSTATUS(status) == 9; at++) {
            close_home(NULL);
            assert_int_equal(open_home(NULL), 0);
            if (olds[i])
                assert_int_equal(put(VAULT_PASSWORD, olds[i]), VAULT_GOOD);
            fflush(NULL);
            pid_t child = fork();
            if (child == 0) {
                disk.count = 0;
                disk.die_at = at;
                _exit(put(VAULT_PASSWORD, "the new one") == VAULT_GOOD ? 0 : 1);
            }
            assert_int_equal(waitpid(child, &status, 0), child);
            bool died = WEXITSTATUS(status) == 9;
            enum vault_outcome outcome = get(VAULT_PASSWORD);
            dead += died;
            assert_true(died || WEXITSTATUS(status) == 0);
            if (died && !olds[i] && outcome != VAULT_GOOD)
                assert_int_equal(outcome, VAULT_ABSENT);
            else if (!died || !olds[i] || strcmp(home.answer.secret, olds[i]) != 0)
                assert_string_equal(home.answer.secret, "the new one");
            assert_int_equal(put(VAULT_PASSWORD, "later"), VAULT_GOOD);
            assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
            assert_string_equal(home.answer.secret, "later");
        }
        assert_int_equal(dead, olds[i] ? 6 : 13);
    }
}

/* ---- files ---- */

static void
files_are_ours_alone(void **state)
{
    (void)state;
    char path[128], link[128], open_folder[128];
    snprintf(path, sizeof path, "%s/password", home.root);
    snprintf(link, sizeof link, "%s/link", home.root);
    snprintf(open_folder, sizeof open_folder, "%s/open", home.root);
    home.account.password_file = path;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "No such file"));
    write_file(path, "sekrit\r\nrest\n", 0600);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "sekrit");
    assert_int_equal(home.answer.place, VAULT_FILE);
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0644};
    for (size_t i = 0; i < COUNT(modes); i++) {
        chmod(path, modes[i]);
        assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
        assert_non_null(strstr(home.answer.why, "chmod 600"));
    }
    chmod(path, 0600);
    if (geteuid() == 0) { /* only root can give a file away */
        assert_int_equal(chown(path, 65534, 65534), 0);
        assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
        assert_non_null(strstr(home.answer.why, "belongs to somebody else"));
        assert_int_equal(chown(path, 0, 0), 0);
    }
    assert_int_equal(symlink(path, link), 0);
    home.account.password_file = link;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "symbolic link"));
    home.account.password_file = home.root;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "not an ordinary file"));
    assert_int_equal(mkdir(open_folder, 0777), 0);
    chmod(open_folder, 0777);
    snprintf(path, sizeof path, "%s/open/password", home.root);
    write_file(path, "sekrit\n", 0600);
    home.account.password_file = path;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "anybody can write to the folder"));
    /* It is the person's to change. */
    assert_int_equal(put(VAULT_PASSWORD, "x"), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "comes from password_file"));
}

static void
a_secret_has_an_end(void **state)
{
    (void)state;
    static char most[VAULT_SECRET_MAX + 2];
    memset(most, 'x', VAULT_SECRET_MAX + 1);
    assert_int_equal(put(VAULT_PASSWORD, most), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "too long for a secret"));
    most[VAULT_SECRET_MAX] = '\0';
    assert_int_equal(put(VAULT_PASSWORD, most), VAULT_GOOD);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_int_equal(home.answer.length, VAULT_SECRET_MAX);
    assert_int_equal(put(VAULT_PASSWORD, ""), VAULT_FAILED);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
}

/* A password may have every character that can be typed; nothing else. */
static void
every_printable_character(void **state)
{
    (void)state;
    char path[128], text[512], *at = text;
    for (int c = ' '; c < 0x7f; c++)
        *at++ = (char)c;
    strcpy(at, "\t\xc3\xa9\xe2\x82\xac");
    assert_int_equal(put(VAULT_PASSWORD, text), VAULT_GOOD);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, text);
    snprintf(path, sizeof path, "%s/password", home.root);
    write_file(path, text, 0600);
    home.account.password_file = path;
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, text);
    static const char *const bad[] = {"a\033[1mb", "a\rb", "\001", "a\x7f"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        write_file(path, bad[i], 0600);
        assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
        assert_non_null(strstr(home.answer.why, "control character"));
    }
}

static void
credentials_come_after_what_is_kept(void **state)
{
    (void)state;
    char path[128];
    setenv("CREDENTIALS_DIRECTORY", home.root, 1);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_ABSENT);
    snprintf(path, sizeof path, "%s/ndrwatch.home", home.root);
    write_file(path, "of systemd", 0440); /* an ACL looks like this */
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "of systemd");
    assert_int_equal(home.answer.place, VAULT_CREDENTIAL);
    snprintf(path, sizeof path, "%s/ndrwatch.key", home.root);
    write_file(path, "a key that systemd passes", 0400);
    assert_int_equal(put(VAULT_PASSWORD, "typed later"), VAULT_GOOD);
    assert_int_equal(access(home.key, F_OK), -1);
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "typed later");
}

/* ---- commands ---- */

// clang-format off
static const struct { const char *line; enum vault_kind kind; enum vault_outcome outcome; const char *want; } commands[] = {
    {"echo ' s3 krit'",        VAULT_PASSWORD, VAULT_GOOD, " s3 krit"},
    {"printf 'a\\r\\nb'",      VAULT_PASSWORD, VAULT_GOOD, "a"},
    {"printf tok.en-_~+/=",    VAULT_ACCESS_TOKEN, VAULT_GOOD, "tok.en-_~+/="},
    {"cat; echo end",          VAULT_PASSWORD, VAULT_GOOD, "end"},
    {"echo ${LD_PRELOAD_OF-none}", VAULT_PASSWORD, VAULT_GOOD, "none"},
    {"echo x; sleep 100 &",    VAULT_PASSWORD, VAULT_GOOD, "x"},
    {"echo a token",           VAULT_ACCESS_TOKEN, VAULT_FAILED, "a space"},
    {"printf 'a\\033[1m'",     VAULT_ACCESS_TOKEN, VAULT_FAILED, "a control character (byte 2)"},
    {"printf 'caf\\303\\251'", VAULT_ACCESS_TOKEN, VAULT_FAILED, "no token has"},
    {"exit 3",                 VAULT_PASSWORD, VAULT_LATER, "password_command ended with exit code 3; type it"},
    {"echo 'gpg: no key' >&2; echo >&2; exit 2", VAULT_ACCESS_TOKEN, VAULT_LATER, "token_command ended with exit code 2: \"gpg: no key\""},
    {"echo sekrit; echo wrong password: sekrit >&2; exit 2", VAULT_PASSWORD, VAULT_LATER, "\"wrong password: (hidden)\""},
    {"echo no 0123456789abcdefghijABCDEFGHIJ-_ >&2; exit 2", VAULT_PASSWORD, VAULT_LATER, "\"no (hidden)\""},
    {"echo no 0123456789abcdefghijABCDEFGHIJ- >&2; exit 2", VAULT_PASSWORD, VAULT_LATER, "\"no 0123456789abcdefghijABCDEFGHIJ-\""},
    {"true",                   VAULT_PASSWORD, VAULT_LATER, "printed nothing"},
    {"echo; echo x",           VAULT_PASSWORD, VAULT_LATER, "printed nothing"},
    {"kill -9 $$",             VAULT_PASSWORD, VAULT_LATER, "signal 9"},
    {"no-such-program-here",   VAULT_PASSWORD, VAULT_LATER, "not found"},
    {"head -c 1000000 /dev/zero | tr '\\0' x", VAULT_PASSWORD, VAULT_LATER, "more than 16 KiB"},
    {"head -c 16384 /dev/zero | tr '\\0' x", VAULT_ACCESS_TOKEN, VAULT_GOOD, NULL},
    {"head -c 300000 /dev/zero | tr '\\0' x >&2; echo x", VAULT_PASSWORD, VAULT_GOOD, "x"},
};
// clang-format on

static void
commands_print_secrets(void **state)
{
    (void)state;
    setenv("LD_PRELOAD_OF", "x", 1);
    for (size_t i = 0; i < COUNT(commands); i++) {
        char line[128];
        snprintf(line, sizeof line, "%s", commands[i].line);
        if (commands[i].kind == VAULT_PASSWORD)
            home.account.password_command = line;
        else
            home.account.token_command = line;
        enum vault_outcome outcome = get(commands[i].kind);
        const char *said = outcome == VAULT_GOOD ? home.answer.secret : home.answer.why;
        bool good = outcome == commands[i].outcome &&
                    (!commands[i].want ||
                     (outcome == VAULT_GOOD ? strcmp(said, commands[i].want) == 0
                                            : !!strstr(said, commands[i].want)));
        if (!good)
            fail_msg("%s: %d, %s", line, (int)outcome, said);
        if (outcome == VAULT_GOOD)
            assert_int_equal(home.answer.token, commands[i].kind == VAULT_ACCESS_TOKEN);
    }
}

/* One that hangs is ended with all it started, without anybody waiting for it. */
static void
one_that_hangs_is_ended(void **state)
{
    (void)state;
    static char line[] = "sleep 1000 | sleep 1000";
    home.account.password_command = line;
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* what it started is seen to end by us */
    struct vault_errand errand;
    const struct vault_question question = {.kind = VAULT_PASSWORD};
    int64_t now = 5000;
    vault_begin(&errand, &home.vault, &home.account, &question, now);
    assert_false(errand.over);
    pid_t group = errand.command.pid;
    assert_int_equal(vault_due(&errand), now + COMMAND_TIME);
    vault_pump(&errand, now + COMMAND_TIME - 1);
    assert_false(errand.over);
    vault_pump(&errand, now + COMMAND_TIME);
    assert_true(errand.over);
    assert_int_equal(errand.answer.outcome, VAULT_LATER);
    assert_non_null(strstr(errand.answer.why, "longer than 30 seconds"));
    vault_end(&errand, true);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    assert_int_equal(kill(-group, 0), -1);
}

/* ---- the keyring, played by a script ---- */

/* answer: as printf of the shell writes it; what was asked is in ROOT/asked. */
static void
play_keyring(const char *answer)
{
    static char path[128], address[] = "unix:path=/nowhere";
    char script[512];
    snprintf(path, sizeof path, "%s/ndrwatch-keyring", home.root);
    snprintf(script, sizeof script, "#!/bin/sh\ncat <&3 >'%s/asked'\nprintf '%s' >&3\n",
             home.root, answer);
    unlink(path);
    write_file(path, script, 0700);
    home.vault.keyring = path;
    home.account.host = address;
    setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
}

static void
the_keyring_comes_first(void **state)
{
    (void)state;
    char asked[128], text[128] = "";
    snprintf(asked, sizeof asked, "%s/asked", home.root);
    play_keyring("away\\0\\0\\0\\0no keyring\\0");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_ABSENT);
    assert_int_equal(put(VAULT_PASSWORD, "in a file"), VAULT_GOOD);
    assert_int_equal(home.answer.place, VAULT_SEALED);
    play_keyring("locked\\0\\0\\0\\0unlock it\\0");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD); /* what is sealed is newer */
    assert_string_equal(home.answer.secret, "in a file");
    assert_int_equal(put(VAULT_PASSWORD, "new"), VAULT_LOCKED); /* never gone round */
    assert_string_equal(home.answer.why, "unlock it");
    assert_int_equal(get(VAULT_REFRESH_TOKEN), VAULT_LOCKED);
    play_keyring("good\\0\\0\\0\\0\\0");
    assert_int_equal(put(VAULT_PASSWORD, "new"), VAULT_GOOD);
    assert_int_equal(home.answer.place, VAULT_KEYRING);
    assert_int_equal(access(home.sealed, F_OK), -1); /* it lies in one place */
    FILE *in = fopen(asked, "r");
    assert_non_null(in);
    size_t length = fread(text, 1, sizeof text, in);
    fclose(in);
    assert_true(length > 14 && memcmp(text, "put\0home\0password", 18) == 0);
    assert_memory_equal(text + length - 4, "\0new", 4);
    play_keyring("good\\0\\0\\0\\0\\0of the keyring");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "of the keyring");
    assert_int_equal(home.answer.place, VAULT_KEYRING);
    assert_false(home.answer.token);
    play_keyring("nonsense");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_LATER);
    play_keyring("failed\\0\\0\\0\\0it refuses\\0");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_FAILED);
    unsetenv("DBUS_SESSION_BUS_ADDRESS"); /* without a bus it is not even asked */
    unsetenv("XDG_RUNTIME_DIR");
    assert_int_equal(get(VAULT_PASSWORD), VAULT_ABSENT);
}

static void
online_accounts_give_tokens(void **state)
{
    (void)state;
    static char address[] = "sam@gmail.com";
    home.account.goa_account = address;
    assert_int_equal(get(VAULT_ACCESS_TOKEN), VAULT_FAILED);
    assert_non_null(strstr(home.answer.why, "which is not installed"));
    play_keyring("good\\0token\\0003599\\0sam\\0\\0ya29.t");
    assert_int_equal(get(VAULT_ACCESS_TOKEN), VAULT_GOOD);
    assert_string_equal(home.answer.secret, "ya29.t");
    assert_string_equal(home.answer.user, "sam");
    assert_int_equal(home.answer.expires, 3599000);
    assert_true(home.answer.token);
    play_keyring("good\\0\\0\\0\\0\\0pass word");
    assert_int_equal(get(VAULT_ACCESS_TOKEN), VAULT_GOOD);
    assert_false(home.answer.token);
    play_keyring("failed\\0\\0\\0\\0open Settings\\0");
    assert_int_equal(get(VAULT_ACCESS_TOKEN), VAULT_FAILED);
    assert_string_equal(home.answer.why, "open Settings");
    play_keyring("away\\0\\0\\0\\0not here\\0");
    assert_int_equal(get(VAULT_ACCESS_TOKEN), VAULT_FAILED);
}

/* One that complains without end is read in turns: a turn of the loop, and its clock, go on. */
static void
a_flood_of_complaints_is_read_in_turns(void **state)
{
    (void)state;
    int fds[2], left = 0, room = 256 * 1024;
    char more[4096] = "a complaint\n";
    assert_int_equal(pipe2(fds, O_NONBLOCK | O_CLOEXEC), 0);
    assert_true(fcntl(fds[1], F_SETPIPE_SZ, room) >= room);
    while (write(fds[1], more, sizeof more) > 0)
        ;
    struct command command = {
        .pid = getpid(), .out = -1, .errors = fds[0], .deadline = 9};
    command_pump(&command, 1);
    assert_int_equal(ioctl(fds[0], FIONREAD, &left), 0);
    assert_true(left > 0 && left < room);
    assert_false(command_over(&command));
    command_leave(&command);
    close(fds[1]);
}

static void
a_row_of_a_provider_decides(void **state)
{
    (void)state;
    static char tokens[] = "oauth2", both[] = "oauth2 password", empty[] = "",
                goa[] = "you@example.org";
    struct providers_row row = {.values = {[PROVIDERS_AUTH] = tokens}};
    assert_int_equal(vault_auth(&home.account, NULL), CONFIG_PASSWORD);
    assert_int_equal(vault_auth(&home.account, &row), CONFIG_OAUTH2);
    row.values[PROVIDERS_AUTH] = both;
    assert_int_equal(vault_auth(&home.account, &row), CONFIG_PASSWORD);
    row.values[PROVIDERS_AUTH] = empty;
    assert_int_equal(vault_auth(&home.account, &row), CONFIG_PASSWORD);
    home.account.goa_account = goa;
    assert_int_equal(vault_auth(&home.account, &row), CONFIG_OAUTH2);
    home.account.auth = CONFIG_PASSWORD;
    row.values[PROVIDERS_AUTH] = tokens;
    assert_int_equal(vault_auth(&home.account, &row), CONFIG_PASSWORD);
}

int
main(void)
{
#define IN_A_HOME(test) cmocka_unit_test_setup_teardown(test, open_home, close_home)
    const struct CMUnitTest tests[] = {
        IN_A_HOME(what_is_put_is_got),
        IN_A_HOME(a_seal_holds),
        IN_A_HOME(another_key_opens_nothing),
        IN_A_HOME(all_is_synced_in_order),
        IN_A_HOME(a_crash_loses_no_secret),
        IN_A_HOME(files_are_ours_alone),
        IN_A_HOME(a_secret_has_an_end),
        IN_A_HOME(every_printable_character),
        IN_A_HOME(credentials_come_after_what_is_kept),
        IN_A_HOME(commands_print_secrets),
        IN_A_HOME(one_that_hangs_is_ended),
        IN_A_HOME(the_keyring_comes_first),
        IN_A_HOME(online_accounts_give_tokens),
        IN_A_HOME(a_flood_of_complaints_is_read_in_turns),
        IN_A_HOME(a_row_of_a_provider_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
