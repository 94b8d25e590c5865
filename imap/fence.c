/* fence: Landlock, by its system calls: glibc has none, and Debian 12's header ends at ABI 2. */
#include "imap/fence.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    VERSION = 1, /* LANDLOCK_CREATE_RULESET_VERSION */
    BENEATH = 1, /* LANDLOCK_RULE_PATH_BENEATH */
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    BIND_TCP = 1 << 0,
};

/* struct landlock_ruleset_attr of ABI 6. */
struct powers {
    uint64_t files, net, scoped;
};

/* struct landlock_path_beneath_attr, which is packed: 12 bytes. */
struct beneath {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

// clang-format off
/* What a kernel can refuse, each row on top of the ones before; size is the kernel's own of the
 * struct, and a kernel refuses a bigger one that is not zero at the end. */
static const struct { long abi; size_t size; struct powers more; } growth[] = {
    { 1, 8,  { .files = (1 << 13) - 1 } }, /* execute, read, write, remove, make … */
    { 2, 8,  { .files = 1 << 13 } },       /* rename into another folder */
    { 3, 8,  { .files = 1 << 14 } },       /* truncate */
    { 4, 16, { .net = 3 } },               /* bind, connect */
    { 5, 16, { .files = 1 << 15 } },       /* ioctl of devices */
    { 6, 24, { .scoped = 3 } },            /* abstract sockets and signals of others */
};
// clang-format on

static int
new_ruleset(long abi, enum fence_net net)
{
    struct powers all = {0};
    size_t size = 0;
    for (size_t i = 0; i < sizeof growth / sizeof growth[0] && growth[i].abi <= abi;
         i++) {
        size = growth[i].size;
        all.files |= growth[i].more.files;
        all.net |= growth[i].more.net;
        all.scoped |= growth[i].more.scoped;
    }
    if (net == FENCE_CONNECT)
        all.net &= BIND_TCP;
    return (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
}

/* A path that is not there needs no rule. */
static void
allow(int ruleset, const char *path)
{
    struct stat what;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &what) == 0) {
        const struct beneath rule = {
            .allowed = READ_FILE | (S_ISDIR(what.st_mode) ? READ_DIR : 0U),
            .parent = fd,
        };
        syscall(SYS_landlock_add_rule, ruleset, BENEATH, &rule, 0);
    }
    close(fd);
}

int
fence_raise(const char *const *paths, size_t count, enum fence_net net)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION);
    int ruleset = abi > 0 ? new_ruleset(abi, net) : -1;
    if (ruleset < 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        allow(ruleset, paths[i]);
    bool held = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return held ? (int)abi : 0;
}
