/* Answers of a sign-in service, and what is kept: the first byte says which. What is read is in
 * bounds and can be shown. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/grant.h"
#include "agent/oauth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
visible(const char *text, size_t most)
{
    if (strlen(text) > most)
        abort();
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            abort();
}

static void
reply(const char *text, size_t length)
{
    struct oauth_reply reply;
    oauth_read_reply(text, length, &reply);
    if (reply.access)
        visible(reply.access, OAUTH_TOKEN_MAX);
    if (reply.refresh)
        visible(reply.refresh, OAUTH_REFRESH_MAX);
    visible(reply.user, OAUTH_USER_MAX - 1);
    visible(reply.error, OAUTH_WORD_MAX - 1);
    visible(reply.suberror, OAUTH_WORD_MAX - 1);
    if (reply.access && (reply.life < OAUTH_LIFE_LEAST || reply.life > OAUTH_LIFE_MOST))
        abort();
    if (reply.read != (reply.access || reply.error[0]) ||
        (reply.access && reply.error[0]))
        abort();
    oauth_reply_free(&reply);
}

static void
device(const char *text, size_t length)
{
    struct oauth_device device;
    if (!oauth_read_device(text, length, "www.microsoft.com", &device))
        return;
    visible(device.code, OAUTH_DEVICE_MAX - 1);
    visible(device.shown, OAUTH_CODE_MAX - 1);
    if (strncasecmp(device.page, "https://www.microsoft.com", 25) != 0 ||
        device.wait < 1 || device.wait > OAUTH_WAIT_MOST || device.life < 0 ||
        device.life > OAUTH_TRY_MOST)
        abort();
}

static void
name(const char *text, size_t length)
{
    char user[OAUTH_USER_MAX], *copy = strndup(text, length);
    if (!copy)
        return;
    oauth_name(copy, user);
    visible(user, OAUTH_USER_MAX - 1);
    free(copy);
}

/* What is read is written the same. */
static void
grant(const char *text, size_t length)
{
    struct grant grant, again;
    if (!grant_read(text, length, &grant))
        return;
    char *written = grant_text(&grant);
    if (written && (!grant_read(written, strlen(written), &again) ||
                    strcmp(again.refresh, grant.refresh) != 0))
        abort();
    if (written)
        grant_free(&again);
    free(written);
    grant_free(&grant);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const ways[])(const char *, size_t) = {reply, device, name, grant};
    if (size > 0)
        ways[data[0] % 4]((const char *)data + 1, size - 1);
    return 0;
}
