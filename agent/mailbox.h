/* mailbox: mails one after the other, from a file, an mbox, a Maildir or a folder.
 *
 *     struct mailbox *mailbox = mailbox_open("archive.mbox");
 *     struct mailbox_mail mail;
 *     while (mailbox_next(mailbox, &mail) == MAILBOX_MAIL)
 *         use(mail.name, mail.bytes, mail.length);
 *     mailbox_close(mailbox);
 *
 * An mbox is streamed: however long it is, no more than the beginning of one mail is held.
 * It is a file that begins with a From_ line; one with several mails names them PATH#1,
 * PATH#2 and so on, as does standard input: -#1. ">From " is undone as mboxrd has it. */
#ifndef AGENT_MAILBOX_H
#define AGENT_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

struct mailbox;

struct mailbox_mail {
    const char *name; /* PATH, PATH#2, or the file of a folder: any bytes */
    const char *bytes;
    size_t
        length; /* at most BOUNCE_MAIL_MAX + 1, so that the library sees it was cut */
    bool alone; /* the one mail of the file that was asked for */
    const char *why; /* of MAILBOX_ERROR: what is wrong with name */
};

enum mailbox_result {
    MAILBOX_MAIL,
    MAILBOX_END,
    MAILBOX_ERROR, /* name could not be read; others may follow */
};

/* "-" is standard input. A folder is a Maildir (new/ and cur/) or one of files whose names
 * end in .eml, taken in the order of their names. NULL: no memory. */
struct mailbox *mailbox_open(const char *path);

/* What mail points to lives until the next call. */
enum mailbox_result mailbox_next(struct mailbox *mailbox, struct mailbox_mail *mail);

/* NULL is fine. */
void mailbox_close(struct mailbox *mailbox);

#endif
