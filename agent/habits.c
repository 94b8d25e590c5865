/* habits: how a provider's server is to be watched. */
#include "agent/habits.h"

#include <stdlib.h>
#include <string.h>

const struct providers_row *
habits_row(const struct providers *providers, const struct account *account)
{
    const struct providers_row *row = providers_by_imap(providers, account->host);
    return row ? row : providers_by_address(providers, account->address);
}

static uint64_t
seconds(const struct providers_row *row, enum providers_key key)
{
    char *end;
    const char *value = row->values[key];
    unsigned long long got = value[0] >= '0' && value[0] <= '9'
                                 ? strtoull(value, &end, 10)
                                 : 0;
    return got > 0 && *end == '\0' && got <= MESSAGE_HABIT_MAX ? got : 0;
}

static uint64_t
idle_of(const char *value)
{
    if (strcmp(value, "no") == 0)
        return MESSAGE_IDLE_NO;
    return strcmp(value, "lossy") == 0 ? MESSAGE_IDLE_LOSSY : MESSAGE_IDLE_YES;
}

void
habits_of(const struct providers_row *row, const struct account *account,
          struct message_watch *ret)
{
    ret->idle = MESSAGE_IDLE_YES;
    ret->renew = ret->poll = ret->session = 0;
    if (row) {
        ret->idle = idle_of(row->values[PROVIDERS_IDLE]);
        ret->renew = seconds(row, PROVIDERS_IDLE_RESTART);
        ret->poll = seconds(row, PROVIDERS_POLL);
        /* "token": as long as the access token, which the secret's frame says. */
        ret->session = seconds(row, PROVIDERS_SESSION_MAX);
    }
    if (account->idle[0] != '\0')
        ret->idle = idle_of(account->idle);
    if (account->poll > 0)
        ret->poll = account->poll;
}
