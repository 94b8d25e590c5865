/* mailbox: mails one after the other, from a file, an mbox, a Maildir or a folder. */
#include "agent/mailbox.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "classify/bounce.h"

enum {
    BYTES_MAX = BOUNCE_MAIL_MAX + 1, /* one more, so that the library sees it was cut */
    CHUNK = 65536,                   /* what one read asks for */
    LINE_LOOK =
        1024, /* bytes of a line that are looked at; From_ lines have under 200 */
};

struct mailbox {
    char *path;
    bool begun, folder, maildir;
    /* Of a folder: the files of a place, in order. */
    const char *place;
    size_t listed; /* places */
    size_t opened; /* files, of all places */
    struct dirent **files;
    int count, next;
    char file[PATH_MAX]; /* the one that is read */
    /* Of a file. */
    int fd; /* -1: none is open */
    bool over, mbox;
    size_t number; /* mails given so far */
    char chunk[CHUNK];
    size_t at, end;
    /* Of a mail. */
    char bytes[BYTES_MAX];
    size_t length;
    char name[PATH_MAX + 24]; /* a number has 20 digits */
};

struct mailbox *
mailbox_open(const char *path)
{
    struct mailbox *mailbox = calloc(1, sizeof *mailbox);
    if (!mailbox)
        return NULL;
    mailbox->fd = -1;
    mailbox->path = strdup(path);
    if (!mailbox->path) {
        free(mailbox);
        return NULL;
    }
    for (size_t end = strlen(path); end > 1 && path[end - 1] == '/'; end--)
        mailbox->path[end - 1] = '\0';
    return mailbox;
}

static void
close_file(struct mailbox *mailbox)
{
    if (mailbox->fd > STDERR_FILENO)
        close(mailbox->fd);
    mailbox->fd = -1;
}

static void
free_files(struct mailbox *mailbox)
{
    for (int i = 0; i < mailbox->count; i++)
        free(mailbox->files[i]);
    free(mailbox->files);
    mailbox->files = NULL;
    mailbox->count = mailbox->next = 0;
}

void
mailbox_close(struct mailbox *mailbox)
{
    if (!mailbox)
        return;
    close_file(mailbox);
    free_files(mailbox);
    free(mailbox->path);
    free(mailbox);
}

/* Reads on behind what is still to be looked at. False: errno says why. */
static bool
fill(struct mailbox *mailbox)
{
    if (mailbox->over)
        return true;
    memmove(mailbox->chunk, mailbox->chunk + mailbox->at, mailbox->end - mailbox->at);
    mailbox->end -= mailbox->at;
    mailbox->at = 0;
    ssize_t got;
    do
        got = read(mailbox->fd, mailbox->chunk + mailbox->end, CHUNK - mailbox->end);
    while (got < 0 && errno == EINTR);
    mailbox->over = got <= 0;
    mailbox->end += got > 0 ? (size_t)got : 0;
    return got >= 0;
}

/* Sees to it that the line that begins here is there as far as it is looked at. */
static bool
fill_line(struct mailbox *mailbox)
{
    while (!mailbox->over && mailbox->end - mailbox->at < LINE_LOOK &&
           (mailbox->at == mailbox->end ||
            !memchr(mailbox->chunk + mailbox->at, '\n', mailbox->end - mailbox->at)))
        if (!fill(mailbox))
            return false;
    return true;
}

static bool
is_digits(const char *at, int count)
{
    for (int i = 0; i < count; i++)
        if (!isdigit((unsigned char)at[i]))
            return false;
    return true;
}

/* "From sam@example.org Tue Apr  7 13:11:51 2026": with a time and a year, since a letter
 * may have a line that begins "From here on". */
static bool
is_from_line(const struct mailbox *mailbox)
{
    const char *line = mailbox->chunk + mailbox->at;
    size_t length = mailbox->end - mailbox->at;
    const char *end = length > 0 ? memchr(line, '\n', length) : NULL;
    if (end)
        length = (size_t)(end - line);
    if (length > LINE_LOOK)
        length = LINE_LOOK;
    if (length < strlen("From ") || memcmp(line, "From ", strlen("From ")) != 0)
        return false;
    bool time = false, year = false;
    for (size_t i = strlen("From"); i + 5 <= length; i++) {
        time = time || (is_digits(line + i, 2) && line[i + 2] == ':' &&
                        is_digits(line + i + 3, 2));
        year = year || (line[i] == ' ' && is_digits(line + i + 1, 4));
    }
    return time && year;
}

/* ">From ", ">>From ": one ">" was put there by who wrote the mbox. */
static bool
is_quoted(const struct mailbox *mailbox)
{
    const char *line = mailbox->chunk + mailbox->at;
    size_t length = mailbox->end - mailbox->at, marks = 0;
    while (marks < length && line[marks] == '>')
        marks++;
    return marks > 0 && length - marks >= strlen("From ") &&
           memcmp(line + marks, "From ", strlen("From ")) == 0;
}

/* Moves what is left of a line, or of the chunk, to the mail; what is beyond its room is
 * passed over. Gives the bytes. */
static size_t
take_piece(struct mailbox *mailbox)
{
    const char *from = mailbox->chunk + mailbox->at;
    size_t length = mailbox->end - mailbox->at;
    const char *end = memchr(from, '\n', length);
    if (end)
        length = (size_t)(end - from) + 1;
    size_t room = BYTES_MAX - mailbox->length;
    size_t kept = length < room ? length : room;
    memcpy(mailbox->bytes + mailbox->length, from, kept);
    mailbox->length += kept;
    mailbox->at += length;
    return length;
}

/* The next mail of an mbox, up to the next From_ line. Not all who write one leave a blank
 * line before it. */
static bool
read_one(struct mailbox *mailbox)
{
    bool begins = true; /* a line begins here */
    for (bool first = true;; first = false) {
        if (!fill_line(mailbox))
            return false;
        if (mailbox->at == mailbox->end)
            return true;
        if (begins && !first && is_from_line(mailbox))
            return true;
        if (begins && is_quoted(mailbox))
            mailbox->at++;
        const char *from = mailbox->chunk + mailbox->at;
        size_t length = take_piece(mailbox);
        begins = from[length - 1] == '\n';
    }
}

/* A file that is no mbox is one mail; no more of it is read than is looked at. */
static bool
read_whole(struct mailbox *mailbox)
{
    while (mailbox->length < BYTES_MAX) {
        if (mailbox->at == mailbox->end && !fill(mailbox))
            return false;
        if (mailbox->at == mailbox->end)
            break;
        take_piece(mailbox);
    }
    mailbox->over = true;
    mailbox->at = mailbox->end;
    return true;
}

/* The next mail of the open file. MAILBOX_END: it has no more. */
static enum mailbox_result
read_mail(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    mailbox->length = 0;
    if (!fill_line(mailbox))
        return MAILBOX_ERROR;
    if (mailbox->number > 0 && mailbox->at == mailbox->end)
        return MAILBOX_END;
    if (mailbox->number == 0)
        mailbox->mbox = is_from_line(mailbox);
    if (mailbox->mbox ? !read_one(mailbox) : !read_whole(mailbox))
        return MAILBOX_ERROR;
    mailbox->number++;
    bool only = mailbox->number == 1 && mailbox->at == mailbox->end;
    if (!only)
        snprintf(mailbox->name, sizeof mailbox->name, "%s#%zu", mailbox->file,
                 mailbox->number);
    *mail = (struct mailbox_mail){
        .name = only ? mailbox->file : mailbox->name,
        .bytes = mailbox->bytes,
        .length = mailbox->length,
        .alone = only && !mailbox->folder,
    };
    return MAILBOX_MAIL;
}

static int
is_mail(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 4 &&
           strcasecmp(entry->d_name + length - 4, ".eml") == 0;
}

static int
is_delivered(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool
is_maildir(const char *path)
{
    struct stat status;
    char place[PATH_MAX];
    int length = snprintf(place, sizeof place, "%s/cur", path);
    return length < (int)sizeof place && stat(place, &status) == 0 &&
           S_ISDIR(status.st_mode);
}

static enum mailbox_result
fails(struct mailbox *mailbox, struct mailbox_mail *mail, const char *why)
{
    close_file(mailbox);
    *mail = (struct mailbox_mail){.name = mailbox->file, .why = why};
    return MAILBOX_ERROR;
}

/* The files of the folder's next place. MAILBOX_END: there is no further place. */
static enum mailbox_result
list_files(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    static const char *const places[] = {"/new/", "/cur/"};
    size_t count = mailbox->maildir ? sizeof places / sizeof places[0] : 1;
    free_files(mailbox);
    if (mailbox->listed == count)
        return MAILBOX_END;
    mailbox->place = mailbox->maildir ? places[mailbox->listed] : "/";
    mailbox->listed++;
    int length = snprintf(mailbox->file, sizeof mailbox->file, "%s%s", mailbox->path,
                          mailbox->place);
    if (length >= (int)sizeof mailbox->file)
        return fails(mailbox, mail, strerror(ENAMETOOLONG));
    int found = scandir(mailbox->file, &mailbox->files,
                        mailbox->maildir ? is_delivered : is_mail, alphasort);
    if (found < 0)
        return fails(mailbox, mail, strerror(errno));
    mailbox->count = found;
    return MAILBOX_MAIL;
}

static enum mailbox_result
open_file(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    mailbox->at = mailbox->end = mailbox->number = 0;
    mailbox->over = false;
    mailbox->fd = open(mailbox->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return mailbox->fd < 0 ? fails(mailbox, mail, strerror(errno)) : MAILBOX_MAIL;
}

/* Opens what was asked for, and sees what it is. */
static enum mailbox_result
open_first(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    struct stat status;
    int length = snprintf(mailbox->file, sizeof mailbox->file, "%s", mailbox->path);
    if (length >= (int)sizeof mailbox->file)
        return fails(mailbox, mail, strerror(ENAMETOOLONG));
    if (strcmp(mailbox->path, "-") == 0)
        mailbox->fd = STDIN_FILENO;
    else if (open_file(mailbox, mail) != MAILBOX_MAIL)
        return MAILBOX_ERROR;
    if (fstat(mailbox->fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        close_file(mailbox);
        mailbox->folder = true;
        mailbox->maildir = is_maildir(mailbox->path);
    }
    return MAILBOX_MAIL;
}

/* Opens the next file of a folder. */
static enum mailbox_result
open_next(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    while (mailbox->next == mailbox->count) {
        enum mailbox_result listed = list_files(mailbox, mail);
        if (listed == MAILBOX_END && mailbox->opened == 0) {
            mailbox->opened++;
            snprintf(mailbox->file, sizeof mailbox->file, "%s", mailbox->path);
            return fails(mailbox, mail, "no mail in this folder (files named *.eml)");
        }
        if (listed != MAILBOX_MAIL)
            return listed;
    }
    mailbox->opened++;
    int length = snprintf(mailbox->file, sizeof mailbox->file, "%s%s%s", mailbox->path,
                          mailbox->place, mailbox->files[mailbox->next++]->d_name);
    if (length >= (int)sizeof mailbox->file)
        return fails(mailbox, mail, strerror(ENAMETOOLONG));
    return open_file(mailbox, mail);
}

enum mailbox_result
mailbox_next(struct mailbox *mailbox, struct mailbox_mail *mail)
{
    if (!mailbox->begun) {
        mailbox->begun = true;
        if (open_first(mailbox, mail) != MAILBOX_MAIL)
            return MAILBOX_ERROR;
    }
    for (;;) {
        if (mailbox->fd >= 0) {
            enum mailbox_result result = read_mail(mailbox, mail);
            if (result == MAILBOX_MAIL)
                return result;
            if (result == MAILBOX_ERROR)
                return fails(mailbox, mail, strerror(errno));
            close_file(mailbox);
        }
        if (!mailbox->folder)
            return MAILBOX_END;
        enum mailbox_result opened = open_next(mailbox, mail);
        if (opened != MAILBOX_MAIL)
            return opened;
    }
}
