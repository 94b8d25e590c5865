/* notice: one thing to tell a person, in few words. */
#include "notify/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/clip.h"
#include "notify/tale.h"

enum {
    /* A filled text of several facts, each under BOUNCE_TEXT_MAX; what is longer is cut,
     * and no notice has room for it. */
    TEXT_ROOM = 2 * BOUNCE_TEXT_MAX,
    /* Bytes: a character of UTF-8 takes four at most. */
    ADDRESS_ROOM = 4 * NOTICE_TITLE_MAX + 1,
    HEADLINE_ROOM = 4 * BOUNCE_HEADLINE_MAX + 1
};

static void
put_title(char *out, size_t room, const struct bounce *bounce,
          const struct bounce_failure *lead)
{
    char more[32] = "", address[ADDRESS_ROOM];
    const char *rcpt = tale_address(lead);
    /* Of a report whose end was not looked at, what follows a full list is not counted. */
    bool open_ended = bounce->cut && bounce->failures_seen >= BOUNCE_FAILURES_MAX;
    if (bounce->failures_seen > 1)
        snprintf(more, sizeof more, " and %zu%s more", bounce->failures_seen - 1,
                 open_ended ? "+" : "");
    const char *what = tale_kind(lead->kind);
    size_t taken = strlen(what) + strlen(": ") + strlen(more);
    clip_address(address, sizeof address, *rcpt ? rcpt : "a mail of yours",
                 NOTICE_TITLE_MAX - taken);
    snprintf(out, room, "%s: %s%s", what, address, more);
}

/* The first step that has something to say. */
static void
put_step(char *out, size_t room, const struct bounce_advice *advice,
         const struct bounce *bounce, const struct bounce_failure *failure,
         const struct bounce_moment *moment)
{
    out[0] = '\0';
    for (size_t i = 0;
         !*out && bounce_step(advice, bounce, failure, moment, i, out, room);)
        i++;
}

/* Where the step leaves no room for the cause, its first sentence: the page has the rest. */
static void
shorten(char *out, const char *headline)
{
    char *end = strstr(out, ". ");
    if (end && clip_characters(out) + 1 + clip_characters(headline) > NOTICE_BODY_MAX)
        end[1] = '\0';
}

/* Adds a sentence while there is room for all of it. */
static void
add(char *out, size_t room, const char *text)
{
    size_t length = strlen(out);
    if (*text && (length == 0 ||
                  clip_characters(out) + 1 + clip_characters(text) <= NOTICE_BODY_MAX))
        snprintf(out + length, room - length, "%s%s", length > 0 ? " " : "", text);
}

/* What has been told already is not told in full: a line of it, and what has become of it. */
static bool
put_brief(char *out, size_t room, const struct bounce_finding *findings)
{
    out[0] = '\0';
    for (const struct bounce_finding *one = findings; one; one = one->next)
        if (one->brief)
            add(out, room, one->words);
    if (!*out)
        return false;
    for (const struct bounce_finding *one = findings; one; one = one->next)
        if (!one->brief && one->ground == BOUNCE_GROUND_MEASURED)
            add(out, room, one->words);
    return true;
}

/* The action, its ground in the past, the cause: as much as there is room for. */
static void
put_body(char *out, size_t room, const struct bounce *bounce,
         const struct bounce_failure *lead, const struct bounce_moment *moment)
{
    char headline[HEADLINE_ROOM];
    const struct bounce_finding *findings = bounce_findings(bounce, lead, moment);
    enum bounce_cause cause = bounce_judge(bounce, lead, moment).cause;
    const struct bounce_advice *advice = bounce_advise(cause, BOUNCE_FOR_SENDER);
    if (put_brief(out, room, findings)) {
        clip_words(out, room, NOTICE_BODY_MAX);
        return;
    }
    bounce_headline(advice, bounce, lead, moment, headline, sizeof headline);
    put_step(out, room, advice, bounce, lead, moment);
    shorten(out, headline);
    bool headed = false;
    for (const struct bounce_finding *one = findings; one; one = one->next) {
        bool measured = one->ground == BOUNCE_GROUND_MEASURED;
        add(out, room, measured ? one->words : "");
        if (!*one->words)
            add(out, room, one->headline);
        headed |= *one->headline != '\0';
    }
    if (!headed)
        add(out, room, headline);
    clip_words(out, room, NOTICE_BODY_MAX);
}

static enum notice_urgency
urgency(const struct bounce *bounce, const struct bounce_failure *lead,
        const struct bounce_moment *moment)
{
    if (lead->kind != BOUNCE_FAILED)
        return NOTICE_LOW;
    /* Somebody else may be sending from the account right now. */
    if (bounce_judge(bounce, lead, moment).cause == BOUNCE_CAUSE_ACCOUNT_BLOCKED)
        return NOTICE_CRITICAL;
    return NOTICE_NORMAL;
}

/* The notice and its texts are one block. */
static struct notice *
keep(const char *key, const char *title, const char *body)
{
    size_t texts[] = {strlen(key) + 1, strlen(title) + 1, strlen(body) + 1};
    struct notice *notice = malloc(sizeof *notice + texts[0] + texts[1] + texts[2]);
    if (!notice)
        return NULL;
    char *at = (char *)(notice + 1);
    *notice = (struct notice){
        .key = memcpy(at, key, texts[0]),
        .title = memcpy(at + texts[0], title, texts[1]),
        .body = memcpy(at + texts[0] + texts[1], body, texts[2]),
    };
    return notice;
}

bool
notice_make(const struct bounce *bounce, const char *key,
            const struct bounce_moment *moment, struct notice **ret)
{
    char title[TEXT_ROOM], body[TEXT_ROOM];
    const struct bounce_failure *lead = bounce_lead(bounce);
    put_title(title, sizeof title, bounce, lead);
    put_body(body, sizeof body, bounce, lead, moment);
    struct notice *notice = keep(key, title, body);
    if (!notice)
        return false;
    notice->urgency = urgency(bounce, lead, moment);
    *ret = notice;
    return true;
}

void
notice_free(struct notice *notice)
{
    free(notice);
}
