/* mime: the parts of a mail (RFC 2045, 2046), found without copying or recursion. */
#ifndef CLASSIFY_MIME_H
#define CLASSIFY_MIME_H

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/header.h"
#include "classify/slice.h"

/* What a part is to us. */
enum mime_kind {
    MIME_OTHER = 0,
    MIME_TEXT,
    MIME_HTML,
    MIME_MULTIPART,
    MIME_MAIL,    /* message/rfc822, message/global */
    MIME_HEADERS, /* text/rfc822-headers, message/global-headers */
    MIME_STATUS,  /* message/delivery-status, message/global-delivery-status */
    MIME_REPORT,  /* message/disposition-notification, message/feedback-report: others'
                   * reports, which are not ours */
};

struct mime_part {
    enum mime_kind kind;
    int depth;
    bool quoted; /* inside a message/rfc822: a mail that is only carried */
    bool mails;  /* its header is a mail's, not a part's */
    struct slice header, body;
    struct slice type, encoding; /* Content-Type, Content-Transfer-Encoding */
};

struct mime {
    struct mime_part
        *parts; /* outer ones before inner ones, at most BOUNCE_PARTS_MAX */
    size_t count;
};

/* Finds the parts of a mail whose header is read already, without those of mails it carries.
 * The list of them lies in the arena; it is empty when memory fails. */
void mime_read(struct arena *arena, const struct header *header, struct mime *mime);

/* Adds the parts of the mails it carries, which few ask for. */
void mime_read_carried(struct mime *mime);

enum mime_kind mime_kind(struct slice content_type);

/* The content of a part, its transfer encoding undone. */
struct slice mime_content(struct arena *arena, const struct mime_part *part);

/* The content as UTF-8 text, HTML as lines. */
struct slice mime_text(struct arena *arena, const struct mime_part *part,
                       const struct bounce_options *options);

#endif
