/* sieve: four lists of system calls, and what is said about one that is on neither. */
#include "imap/sieve.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(PR_SET_VMA)
#    define PR_SET_VMA 0x53564d41 /* Linux 5.17; newer glibc names its memory */
#endif

enum {
    PARSER = 1 << SIEVE_PARSER,
    FETCHER = 1 << SIEVE_FETCHER,
    /* libcurl wants what libetpan and OpenSSL want, */
    WATCHER = 1 << SIEVE_WATCHER | FETCHER,
    ASKER = 1 << SIEVE_ASKER,
    ONLINE = WATCHER | ASKER,
    ANY = PARSER | ONLINE,
    AGENT = 3,        /* the descriptor of the frames */
    CALLS_TOLD = 512, /* numbers of system calls, of which each is told once */
    LINE_ROOM = 256
};

/* An argument as the kernel sees it: (argument & mask) == value; mask 0: no matter what. */
struct argument {
    unsigned index;
    uint64_t mask, value;
};

// clang-format off
#define WHOLE UINT32_MAX /* of an int */
static const struct {
    int who;
    int call;
    struct argument argument;
    int error; /* 0: let through; else refused with this, without a word */
} rows[] = {
    /* memory: never writable and executable, and the parser's never executable at all */
    { ANY, SCMP_SYS(brk), {0}, 0 }, { ANY, SCMP_SYS(munmap), {0}, 0 }, { ANY, SCMP_SYS(mremap), {0}, 0 },
    { ANY, SCMP_SYS(madvise), {0}, 0 },
    { ANY, SCMP_SYS(mprotect), { 2, PROT_EXEC, 0 }, 0 },
    { ANY, SCMP_SYS(mmap), { 2, PROT_EXEC, 0 }, 0 },
    { WATCHER, SCMP_SYS(mmap), { 2, PROT_EXEC | PROT_WRITE, PROT_EXEC }, 0 }, /* a module of libc's */
    /* time, signals, itself */
    { ANY, SCMP_SYS(clock_gettime), {0}, 0 }, { ANY, SCMP_SYS(gettimeofday), {0}, 0 }, { ANY, SCMP_SYS(time), {0}, 0 },
    { ANY, SCMP_SYS(getrandom), {0}, 0 }, { ANY, SCMP_SYS(futex), {0}, 0 }, { ANY, SCMP_SYS(restart_syscall), {0}, 0 },
    { ANY, SCMP_SYS(rt_sigreturn), {0}, 0 }, { ANY, SCMP_SYS(rt_sigprocmask), {0}, 0 }, { ANY, SCMP_SYS(rt_sigaction), {0}, 0 },
    { ANY, SCMP_SYS(getpid), {0}, 0 }, { ANY, SCMP_SYS(gettid), {0}, 0 },
    { ANY, SCMP_SYS(exit), {0}, 0 }, { ANY, SCMP_SYS(exit_group), {0}, 0 },
    /* descriptors it has */
    { PARSER, SCMP_SYS(read), { 0, WHOLE, AGENT }, 0 },
    { PARSER, SCMP_SYS(write), { 0, WHOLE, AGENT }, 0 },
    { PARSER, SCMP_SYS(write), { 0, WHOLE, STDERR_FILENO }, 0 },
    { ANY, SCMP_SYS(close), {0}, 0 },
    { ONLINE, SCMP_SYS(read), {0}, 0 }, { WATCHER, SCMP_SYS(readv), {0}, 0 }, { WATCHER, SCMP_SYS(pread64), {0}, 0 },
    { ONLINE, SCMP_SYS(write), {0}, 0 }, { WATCHER, SCMP_SYS(writev), {0}, 0 }, { WATCHER, SCMP_SYS(lseek), {0}, 0 },
    { WATCHER, SCMP_SYS(fstat), {0}, 0 }, { WATCHER, SCMP_SYS(dup), {0}, 0 },
    { WATCHER, SCMP_SYS(fcntl), { 1, WHOLE, F_GETFD }, 0 }, { WATCHER, SCMP_SYS(fcntl), { 1, WHOLE, F_SETFD }, 0 },
    { WATCHER, SCMP_SYS(fcntl), { 1, WHOLE, F_GETFL }, 0 }, { WATCHER, SCMP_SYS(fcntl), { 1, WHOLE, F_SETFL }, 0 },
    { WATCHER, SCMP_SYS(fcntl), { 1, WHOLE, F_DUPFD_CLOEXEC }, 0 },
    { WATCHER, SCMP_SYS(ioctl), { 1, WHOLE, FIONREAD }, 0 }, { WATCHER, SCMP_SYS(ioctl), { 1, WHOLE, FIONBIO }, 0 },
    /* waiting */
    { ONLINE, SCMP_SYS(poll), {0}, 0 }, { ONLINE, SCMP_SYS(ppoll), {0}, 0 },
    { WATCHER, SCMP_SYS(nanosleep), {0}, 0 }, { WATCHER, SCMP_SYS(clock_nanosleep), {0}, 0 },
    { WATCHER, SCMP_SYS(epoll_create1), {0}, 0 }, { WATCHER, SCMP_SYS(epoll_ctl), {0}, 0 },
    { WATCHER, SCMP_SYS(epoll_wait), {0}, 0 }, { WATCHER, SCMP_SYS(epoll_pwait), {0}, 0 }, { WATCHER, SCMP_SYS(epoll_pwait2), {0}, 0 },
    { WATCHER, SCMP_SYS(eventfd2), {0}, 0 }, { WATCHER, SCMP_SYS(timerfd_create), {0}, 0 },
    { WATCHER, SCMP_SYS(timerfd_settime), {0}, 0 }, { WATCHER, SCMP_SYS(timerfd_gettime), {0}, 0 },
    /* sockets: IP, and the kernel's news of addresses. No local ones, and without a word: libc
     * looks for a name service cache at each look-up. */
    { ONLINE, SCMP_SYS(socket), { 0, WHOLE, AF_INET }, 0 }, { ONLINE, SCMP_SYS(socket), { 0, WHOLE, AF_INET6 }, 0 },
    { WATCHER, SCMP_SYS(socket), { 0, WHOLE, AF_NETLINK }, 0 }, /* only NETLINK_ROUTE: below */
    { WATCHER, SCMP_SYS(socket), { 0, WHOLE, AF_UNIX }, EAFNOSUPPORT },
    { FETCHER, SCMP_SYS(socketpair), {0}, 0 }, /* and a bell between its threads */
    { ONLINE, SCMP_SYS(connect), {0}, 0 }, { WATCHER, SCMP_SYS(bind), {0}, 0 }, { WATCHER, SCMP_SYS(shutdown), {0}, 0 },
    { ONLINE, SCMP_SYS(getsockopt), {0}, 0 }, { ONLINE, SCMP_SYS(setsockopt), {0}, 0 },
    { ONLINE, SCMP_SYS(getsockname), {0}, 0 }, { WATCHER, SCMP_SYS(getpeername), {0}, 0 },
    { ONLINE, SCMP_SYS(sendto), {0}, 0 }, { ONLINE, SCMP_SYS(sendmsg), {0}, 0 }, { WATCHER, SCMP_SYS(sendmmsg), {0}, 0 },
    { ONLINE, SCMP_SYS(recvfrom), {0}, 0 }, { ONLINE, SCMP_SYS(recvmsg), {0}, 0 }, { WATCHER, SCMP_SYS(recvmmsg), {0}, 0 },
    /* files, to read: the CA store and name resolution (Landlock says which) */
    { WATCHER, SCMP_SYS(openat), { 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY }, 0 },
    { WATCHER, SCMP_SYS(open), { 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY }, 0 },
    { WATCHER, SCMP_SYS(stat), {0}, 0 }, { WATCHER, SCMP_SYS(lstat), {0}, 0 }, { WATCHER, SCMP_SYS(newfstatat), {0}, 0 },
    { WATCHER, SCMP_SYS(statx), {0}, 0 }, { WATCHER, SCMP_SYS(access), {0}, 0 }, { WATCHER, SCMP_SYS(faccessat), {0}, 0 },
    { WATCHER, SCMP_SYS(faccessat2), {0}, 0 }, { WATCHER, SCMP_SYS(readlink), {0}, 0 }, { WATCHER, SCMP_SYS(readlinkat), {0}, 0 },
    { WATCHER, SCMP_SYS(getdents64), {0}, 0 }, { WATCHER, SCMP_SYS(fadvise64), {0}, 0 },
    { WATCHER, SCMP_SYS(fstatfs), {0}, 0 }, { WATCHER, SCMP_SYS(uname), {0}, 0 },
    { WATCHER, SCMP_SYS(getuid), {0}, 0 }, { WATCHER, SCMP_SYS(geteuid), {0}, 0 },
    { WATCHER, SCMP_SYS(getgid), {0}, 0 }, { WATCHER, SCMP_SYS(getegid), {0}, 0 },
    /* threads, and no processes. The flags of clone3 lie in memory, where nobody can look: libc
     * takes clone then. */
    { WATCHER, SCMP_SYS(clone3), {0}, ENOSYS }, { WATCHER, SCMP_SYS(clone), { 0, CLONE_THREAD, CLONE_THREAD }, 0 },
    { WATCHER, SCMP_SYS(set_robust_list), {0}, 0 }, { WATCHER, SCMP_SYS(rseq), {0}, 0 }, { WATCHER, SCMP_SYS(sched_yield), {0}, 0 },
    { WATCHER, SCMP_SYS(sched_getaffinity), {0}, 0 }, { WATCHER, SCMP_SYS(sigaltstack), {0}, 0 },
    { WATCHER, SCMP_SYS(prlimit64), { 2, UINT64_MAX, 0 }, 0 }, /* to ask alone */
    { ANY, SCMP_SYS(prctl), { 0, WHOLE, PR_SET_NAME }, 0 }, { ANY, SCMP_SYS(prctl), { 0, WHOLE, PR_SET_VMA }, 0 },
};

/* Those that somebody who has taken the program over would try first. */
static const struct { int call; const char *name; } names[] = {
    { SCMP_SYS(execve), "execve" }, { SCMP_SYS(execveat), "execveat" }, { SCMP_SYS(fork), "fork" }, { SCMP_SYS(vfork), "vfork" },
    { SCMP_SYS(clone), "clone" }, { SCMP_SYS(clone3), "clone3" }, { SCMP_SYS(ptrace), "ptrace" }, { SCMP_SYS(kill), "kill" },
    { SCMP_SYS(tgkill), "tgkill" }, { SCMP_SYS(process_vm_readv), "process_vm_readv" }, { SCMP_SYS(open), "open" },
    { SCMP_SYS(openat), "openat" }, { SCMP_SYS(openat2), "openat2" }, { SCMP_SYS(creat), "creat" }, { SCMP_SYS(unlink), "unlink" },
    { SCMP_SYS(unlinkat), "unlinkat" }, { SCMP_SYS(rename), "rename" }, { SCMP_SYS(chmod), "chmod" }, { SCMP_SYS(mkdir), "mkdir" },
    { SCMP_SYS(socket), "socket" }, { SCMP_SYS(socketpair), "socketpair" }, { SCMP_SYS(connect), "connect" },
    { SCMP_SYS(listen), "listen" }, { SCMP_SYS(mmap), "mmap" }, { SCMP_SYS(mprotect), "mprotect" }, { SCMP_SYS(prctl), "prctl" },
    { SCMP_SYS(ioctl), "ioctl" }, { SCMP_SYS(fcntl), "fcntl" }, { SCMP_SYS(read), "read" }, { SCMP_SYS(write), "write" },
    { SCMP_SYS(prlimit64), "prlimit64" }, { SCMP_SYS(bpf), "bpf" }, { SCMP_SYS(io_uring_setup), "io_uring_setup" },
    { SCMP_SYS(pidfd_open), "pidfd_open" }, { SCMP_SYS(keyctl), "keyctl" }, { SCMP_SYS(mount), "mount" },
    { SCMP_SYS(unshare), "unshare" }, { SCMP_SYS(memfd_create), "memfd_create" }, { SCMP_SYS(userfaultfd), "userfaultfd" },
};
// clang-format on

/* ---- what is said ---- */

static const char *program;
static unsigned char told[CALLS_TOLD / 8];

static size_t
put_text(char *line, size_t at, const char *text)
{
    while (*text && at < LINE_ROOM)
        line[at++] = *text++;
    return at;
}

static size_t
put_number(char *line, size_t at, unsigned number)
{
    char digits[12];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0 && at < LINE_ROOM)
        line[at++] = digits[--count];
    return at;
}

/* In a signal handler: only what is safe there. Each call is told once. */
static void
tell(unsigned call)
{
    char line[LINE_ROOM];
    if (call >= CALLS_TOLD || (told[call / 8] & 1U << call % 8) != 0)
        return;
    told[call / 8] |= (unsigned char)(1U << call % 8);
    size_t at = put_text(line, 0, program);
    at = put_text(line, at, ": its cage refused the system call ");
    at = put_number(line, at, call);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].call == (int)call) {
            at = put_text(line, at, " (");
            at = put_text(line, at, names[i].name);
            at = put_text(line, at, ")");
        }
    at = put_text(line, at, "; please report this line\n");
    ssize_t put = write(STDERR_FILENO, line, at);
    (void)put; /* nobody reads the log */
}

/* As if the kernel had no such call. */
static void
refuse(int signal, siginfo_t *info, void *context)
{
    ucontext_t *where = context;
    int before = errno;
    (void)signal;
    tell((unsigned)info->si_syscall);
    errno = before;
#if defined(__x86_64__)
    where->uc_mcontext.gregs[REG_RAX] = -ENOSYS;
#elif defined(__aarch64__)
    where->uc_mcontext.regs[0] = (unsigned long long)-ENOSYS;
#else
    (void)where; /* there is no list: see sieve_known */
#endif
}

/* ---- the lists ---- */

static bool
add(scmp_filter_ctx filter, const struct argument *argument, int call, int error)
{
    uint32_t action = error ? SCMP_ACT_ERRNO((uint32_t)error) : SCMP_ACT_ALLOW;
    struct scmp_arg_cmp compare[] = {
        {argument->index, SCMP_CMP_MASKED_EQ, argument->mask, argument->value},
        {2, SCMP_CMP_EQ, NETLINK_ROUTE, 0},
    };
    unsigned count = argument->mask != 0;
    if (call == SCMP_SYS(socket) && argument->value == AF_NETLINK)
        count = 2;
    return call < 0 || /* this machine has no such call */
           seccomp_rule_add_array(filter, action, call, count, compare) == 0;
}

bool
sieve_known(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

bool
sieve_set(enum sieve_who who, const char *name)
{
    struct sigaction action = {.sa_sigaction = refuse, .sa_flags = SA_SIGINFO};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    bool good = filter != NULL && sieve_known();
    for (size_t i = 0; good && i < sizeof rows / sizeof rows[0]; i++)
        if ((rows[i].who & 1 << who) != 0)
            good = add(filter, &rows[i].argument, rows[i].call, rows[i].error);
    /* Only its own: abort() and the stack protector end this process. */
    const struct scmp_arg_cmp itself = {0, SCMP_CMP_EQ, (uint64_t)getpid(), 0};
    good = good && seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                          &itself) == 0;
    program = name;
    good = good && sigaction(SIGSYS, &action, NULL) == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}
