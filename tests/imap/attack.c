/* attack: tries from inside each cage what somebody would who has taken the program over. TAP.
 *
 * Linked with the cage's own code; in the programs there is nothing of it. Each row is done in a
 * process of its own: first without a cage, where it must succeed (else this machine cannot show
 * it), then in each cage, then behind single layers: one must hold where the others are missing. */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/check.h"
#include "imap/cage.h"
#include "imap/fence.h"
#include "imap/sieve.h"

enum {
    PATH_ROOM = 256,
    PATIENCE = 10 /* s: an attack that hangs has not succeeded */
};

static char folder[PATH_ROOM]; /* ours: a home with a key, a journal, a socket */
static pid_t victim;           /* a process of ours, as the agent is to its helpers */
static int port;               /* somebody listens there, on loopback */

static const char *
in_folder(const char *name)
{
    static char path[2 * PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* ---- attacks: true where it succeeded ---- */

static bool
reads(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY);
    return fd >= 0 && read(fd, &byte, 1) == 1;
}

static bool
passwd(void)
{
    return reads("/etc/passwd");
}
static bool
key(void)
{
    return reads(in_folder(".ssh/id_ed25519"));
}
static bool
journal(void)
{
    return reads(in_folder("journal.db"));
}
static bool
environment(void)
{
    return reads("/proc/self/environ");
}
static bool
list(void)
{
    return open(folder, O_RDONLY | O_DIRECTORY) >= 0;
}

static bool
neighbour(void)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)victim);
    return reads(path);
}

static bool
create(void)
{
    return open(in_folder("new"), O_WRONLY | O_CREAT, 0600) >= 0;
}
static bool
append(void)
{
    return open(in_folder("journal.db"), O_WRONLY | O_APPEND) >= 0;
}
static bool
cut(void)
{
    return open(in_folder("journal.db"), O_WRONLY | O_TRUNC) >= 0;
}
static bool
make_folder(void)
{
    return mkdir(in_folder("made"), 0700) == 0;
}
static bool
away(void)
{
    return unlink(in_folder("unwanted")) == 0;
}
static bool
move(void)
{
    char from[2 * PATH_ROOM];
    snprintf(from, sizeof from, "%s", in_folder("movable"));
    return rename(from, in_folder("moved")) == 0;
}
static bool
rights(void)
{
    return chmod(in_folder("journal.db"), 0777) == 0;
}

static bool
run(void)
{
    execl("/bin/sh", "sh", "-c", "exit 1", (char *)NULL); /* 1 is SUCCEEDED */
    return false;
}

static bool
split(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool
trace(void)
{
    return ptrace(PTRACE_ATTACH, victim, 0, 0) == 0;
}

static bool
peek(void)
{
    char here[8];
    struct iovec to = {here, sizeof here}, from = {folder, sizeof here};
    return process_vm_readv(victim, &to, 1, &from, 1, 0) > 0;
}

static bool
signal_it(void)
{
    return kill(victim, 0) == 0;
}

static bool
local_socket(void)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    snprintf(where.sun_path, sizeof where.sun_path, "%s", in_folder("bus"));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) == 0;
}

static bool
tcp(void)
{
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd >= 0 && connect(fd, (const struct sockaddr *)&where, sizeof where) == 0;
}

static bool
udp(void)
{
    return socket(AF_INET, SOCK_DGRAM, 0) >= 0;
}

static bool
listens(void)
{
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd >= 0 && bind(fd, (const struct sockaddr *)&where, sizeof where) == 0 &&
           listen(fd, 1) == 0;
}

static bool
kernel(void)
{
    return socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) >= 0;
}

static bool
code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
code_later(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
memory_file(void)
{
    return syscall(SYS_memfd_create, "x", 0) >= 0;
}
static bool
show(void)
{
    return prctl(PR_SET_DUMPABLE, 1) == 0;
}
static bool
type(void)
{
    return ioctl(STDERR_FILENO, TIOCSTI, "x") == 0 || errno == ENOTTY;
}

static bool
ring(void)
{
    char parameters[120] = {0};
    return syscall(SYS_io_uring_setup, 1, parameters) >= 0;
}

static bool
widen(void)
{
    const struct rlimit core = {1, 1};
    return setrlimit(RLIMIT_CORE, &core) == 0;
}

/* ---- what must go on: true where it does ---- */

static bool
resolve(void)
{
    struct addrinfo *found = NULL;
    return getaddrinfo("localhost", "993", NULL, &found) == 0;
}

static bool
hosts(void)
{
    return reads("/etc/hosts") && !cage_stale();
}

static void *
do_nothing(void *nothing)
{
    return nothing;
}

static bool
thread(void)
{
    pthread_t one;
    return pthread_create(&one, NULL, do_nothing, NULL) == 0;
}

static bool
memory(void)
{
    void *big = malloc(16 << 20);
    bool good = big && memset(big, 1, 16 << 20);
    free(big);
    return good;
}

static bool
speak(void)
{
    return write(3, "x", 1) == 1;
}

/* main has lowered it. */
static bool
many(void)
{
    struct rlimit files;
    return getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur >= 1024;
}

/* ---- the cages ---- */

static bool
nobody(void)
{
    return true;
}

static bool
parser(void)
{
    cage_parser();
    return true;
}

static bool
watcher(void)
{
    const char *const places[] = {"/etc/ssl/certs"};
    cage_watcher(places, 1);
    return true;
}

static bool
asker(void)
{
    cage_asker(64);
    return true;
}

static bool
fetcher(void)
{
    const char *const places[] = {"/etc/ssl/certs"};
    cage_fetcher(places, 1);
    return true;
}

static bool
parser_fence(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return fence_raise(NULL, 0, FENCE_NO_NET) > 0;
}

static bool
parser_sieve(void)
{
    return sieve_set(SIEVE_PARSER, "parser");
}
static bool
watcher_sieve(void)
{
    return sieve_set(SIEVE_WATCHER, "watcher");
}

enum {
    PARSER = 1,
    WATCHER = 2,
    FENCE = 4,    /* Landlock alone */
    SIEVE = 8,    /* the parser's system calls alone */
    SIEVE_W = 16, /* the watcher's */
    NOTHING = 32,
    ASKER = 64,
    FETCHER = 128,
    EVERY = 255,
    NOT_FENCE = EVERY & ~FENCE, /* what Landlock says of it depends on its ABI */
    CAGES = PARSER | WATCHER | ASKER |
            FETCHER /* and not without one: nothing to compare with */
};

// clang-format off
static const struct { const char *name; bool (*enter)(void); int bit; } cages[] = {
    { "no cage",                    nobody,        NOTHING },
    { "parser",                     parser,        PARSER },
    { "watcher",                    watcher,       WATCHER },
    { "asker",                      asker,         ASKER },
    { "fetcher",                    fetcher,       FETCHER },
    { "Landlock alone",             parser_fence,  FENCE },
    { "the parser's calls alone",   parser_sieve,  SIEVE },
    { "the watcher's calls alone",  watcher_sieve, SIEVE_W },
};

/* In which cages it fails; in the others it must succeed: that shows that the row can fail. */
static const struct { const char *name; bool (*try)(void); int tried, fails; } rows[] = {
    { "read /etc/passwd",            passwd,       EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "read ~/.ssh",                 key,          EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "read the journal",            journal,      EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "list a folder",               list,         EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "read its own environment",    environment,  EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "read a neighbour's",          neighbour,    EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE },
    { "create a file",               create,       EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "write to the journal",        append,       EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "cut the journal",             cut,          EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "make a folder",               make_folder,  EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "delete a file",               away,         EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "rename a file",               move,         EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "change rights",               rights,       EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "run a program",               run,          EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "fork",                        split,        EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "trace a neighbour",           trace,        EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "read a neighbour's memory",   peek,         EVERY, PARSER | ASKER | WATCHER | FETCHER | FENCE | SIEVE | SIEVE_W },
    { "send a signal",               signal_it,    NOT_FENCE, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "connect to a local socket",   local_socket, EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "connect by TCP",              tcp,          NOT_FENCE, PARSER | SIEVE },
    { "make a UDP socket",           udp,          EVERY, PARSER | SIEVE },
    { "listen",                      listens,      NOT_FENCE, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "listen to the kernel",        kernel,       EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "write code",                  code,         EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "turn data into code",         code_later,   EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "make a file in memory",       memory_file,  EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "be dumpable again",           show,         EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "type into the terminal",      type,         EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "io_uring",                    ring,         EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    { "raise a limit",               widen,        EVERY, PARSER | ASKER | WATCHER | FETCHER | SIEVE | SIEVE_W },
    /* what it is there for */
    { "look a name up",              resolve,      CAGES, PARSER | ASKER },
    { "read /etc/hosts",             hosts,        EVERY, PARSER | ASKER | FENCE | SIEVE },
    { "start a thread",              thread,       EVERY, PARSER | ASKER | SIEVE },
    { "use memory",                  memory,       EVERY, 0 },
    { "answer the agent",            speak,        EVERY, 0 },
    { "have 1000 mailboxes",         many,         CAGES, PARSER | ASKER | FETCHER },
};
// clang-format on

/* This kernel has no such layer. */
static bool
missing(int bit)
{
    return bit == FENCE && syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1;
}

/* ---- */

static void
write_file(const char *name)
{
    int fd = open(in_folder(name), O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, "x", 1) != 1)
        exit(1);
    close(fd);
}

/* What the attacks are about, as it was before each. */
static void
prepare(void)
{
    mkdir(in_folder(".ssh"), 0700);
    write_file(".ssh/id_ed25519");
    write_file("journal.db");
    write_file("unwanted");
    write_file("movable");
    rmdir(in_folder("made"));
    unlink(in_folder("new"));
}

static void
open_doors(void)
{
    struct sockaddr_un bus = {.sun_family = AF_UNIX};
    struct sockaddr_in any = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof any;
    snprintf(bus.sun_path, sizeof bus.sun_path, "%s", in_folder("bus"));
    int local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(local, (const struct sockaddr *)&bus, sizeof bus) < 0 ||
        listen(local, 99) < 0 ||
        bind(door, (const struct sockaddr *)&any, sizeof any) < 0 ||
        listen(door, 999) < 0 ||
        getsockname(door, (struct sockaddr *)&any, &length) < 0)
        exit(1);
    port = ntohs(any.sin_port);
}

/* The agent's end of descriptor 3, and where the log goes. */
static void
wire(int *agent, int *said)
{
    int pair[2], words[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 ||
        pipe2(words, O_CLOEXEC) < 0)
        exit(1);
    agent[0] = pair[0], agent[1] = pair[1];
    said[0] = words[0], said[1] = words[1];
}

enum outcome {
    FAILED = 0,
    SUCCEEDED,
    NO_CAGE
};

/* Does it in a process of its own; the log of that is in words. */
static enum outcome
attempt(bool (*enter)(void), bool (*what)(void), char *words, size_t room)
{
    int agent[2], said[2], status = 0;
    prepare();
    wire(agent, said);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        alarm(PATIENCE);
        if (dup2(said[1], STDERR_FILENO) < 0 || dup2(agent[1], 3) < 0 || !enter())
            _exit(NO_CAGE);
        _exit(what() ? SUCCEEDED : FAILED);
    }
    close(agent[1]);
    close(said[1]);
    waitpid(pid, &status, 0);
    ssize_t length = read(said[0], words, room - 1);
    words[length > 0 ? length : 0] = '\0';
    close(agent[0]);
    close(said[0]);
    kill(victim, SIGCONT); /* who was traced and left stands still */
    if (!WIFEXITED(status))
        return FAILED; /* killed */
    return (enum outcome)WEXITSTATUS(status);
}

/* One row in one cage. */
static bool
show_one(int number, size_t row, size_t cage, bool *possible)
{
    const char *where = cages[cage].name, *name = rows[row].name;
    char words[4096];
    if (missing(cages[cage].bit) || (cages[cage].bit != NOTHING && !*possible)) {
        printf("ok %d - %s: %s # SKIP not here\n", number, where, name);
        return true;
    }
    enum outcome outcome = attempt(cages[cage].enter, rows[row].try, words,
                                   sizeof words);
    if (cages[cage].bit == NOTHING)
        *possible = outcome == SUCCEEDED;
    bool fails = (rows[row].fails & cages[cage].bit) != 0;
    bool good = cages[cage].bit == NOTHING || outcome == (fails ? FAILED : SUCCEEDED);
    printf("%sok %d - %s: %s %s\n", good ? "" : "not ", number, where, name,
           outcome == FAILED ? "fails" : "succeeds");
    for (char *line = strtok(words, "\n"); line; line = strtok(NULL, "\n"))
        printf("# %s\n", line);
    return good;
}

int
main(void)
{
    const struct rlimit few = {256, 4096};
    if (!sieve_known()) {
        puts("1..0 # SKIP no list of system calls for this kind of machine");
        return 0;
    }
    snprintf(folder, sizeof folder, "/tmp/ndrwatch-attack-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    open_doors();
    setrlimit(RLIMIT_NOFILE, &few);
    victim = fork();
    if (victim == 0)
        for (;;)
            pause();
    int number = 0, wrong = 0;
    for (size_t row = 0; row < COUNT(rows); row++) {
        bool possible = (rows[row].tried & NOTHING) == 0;
        for (size_t cage = 0; cage < COUNT(cages); cage++)
            if ((rows[row].tried & cages[cage].bit) != 0)
                wrong += !show_one(++number, row, cage, &possible);
    }
    printf("1..%d\n", number);
    kill(victim, SIGKILL);
    char command[2 * PATH_ROOM];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 && wrong == 0 ? 0 : 1;
}
