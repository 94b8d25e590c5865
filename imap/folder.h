/* folder: names of mailboxes as IMAP spells them, modified UTF-7 (RFC 3501 section 5.1.3).
 *
 *     char name[FOLDER_MAX];
 *     if (!folder_encode("Entwürfe", 9, name, sizeof name)) ...   // "Entw&APw-rfe"
 */
#ifndef IMAP_FOLDER_H
#define IMAP_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    FOLDER_MAX =
        4096 /* bytes with NUL: 1024 of UTF-8 (messages.c) grow at most 3 times */
};

/* Writes the name, terminated. false where it is empty, no valid UTF-8, holds a control
 * character, or does not fit; out then holds "". */
bool folder_encode(const char *utf8, size_t length, char *out, size_t size);

/* The other way round, for a person's eyes: writes UTF-8, terminated, cut where it does not
 * fit. What is no modified UTF-7 stays as it is, a byte that is no printable ASCII as '?'. */
void folder_decode(const char *spelled, char *out, size_t size);

#endif
