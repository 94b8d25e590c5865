/* ledger: a page shared with the agent. */
#include "imap/ledger.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "imap/messages.h"

static _Atomic(unsigned char) nobodys[MESSAGE_LEDGER];
static _Atomic(unsigned char) *page = nobodys;

void
ledger_open(void)
{
    if (fcntl(MESSAGE_LEDGER_FD, F_GET_SEALS) <
        0) /* not a memfd: not what we were promised */
        return;
    void *at = mmap(NULL, MESSAGE_LEDGER, PROT_READ | PROT_WRITE, MAP_SHARED,
                    MESSAGE_LEDGER_FD, 0);
    close(MESSAGE_LEDGER_FD);
    if (at != MAP_FAILED)
        page = at;
}

void
ledger_begin(uint32_t account)
{
    atomic_store(&page[account], 1);
}

void
ledger_end(uint32_t account)
{
    atomic_store(&page[account], 0);
}
