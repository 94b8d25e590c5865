/* web: one request to a web server and what came of it: what goes in and out of `ndrwatch-net web`.
 *
 *     struct web_request request = {.url = "https://login.example/token", .form = "a=b"};
 *     message_put_bytes(out, MESSAGE_WEB, 0, 1, bytes, web_put_request(&request, bytes));
 *
 * A frame holds a secret or two: who has one wipes it. Pure.
 */
#ifndef NET_WEB_H
#define NET_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WEB_URL_MAX = 2048,              /* bytes, its NUL included */
    WEB_HOST_MAX = 254,              /* the same, of a host's name (RFC 1035, 2.3.4) */
    WEB_FORM_MAX = 64 * 1024,        /* a refresh token of 16 KiB, each byte as three */
    WEB_BODY_MAX = 64 * 1024,        /* bytes of an answer: tokens take 8 KiB at most */
    WEB_TYPE_MAX = 128,              /* "application/json; charset=utf-8" */
    WEB_TEXT_MAX = 192,              /* bytes of a reason, its NUL included */
    WEB_PATIENCE = 30 * 1000,        /* ms, of one request: a slow line, and a moment */
    WEB_RETRY_AFTER_MAX = 24 * 3600, /* s: nobody means more */
    WEB_REQUEST_MAX = WEB_URL_MAX + WEB_FORM_MAX + 32,
    WEB_ANSWER_MAX = WEB_BODY_MAX + WEB_TYPE_MAX + WEB_TEXT_MAX + 64,
};

struct web_request {
    const char *url;   /* web_fits */
    const char *form;  /* of a POST, as web_form_add makes it; NULL: a GET */
    uint32_t patience; /* ms, 1..WEB_PATIENCE */
};

/* What came of it, named by its remedy. */
enum web_outcome {
    WEB_ANSWERED = 0, /* with a code and a body, whatever they say */
    WEB_UNREACHABLE,  /* no road there, or it broke: wait */
    WEB_UNTRUSTED, /* its certificate is not to be trusted, or the clock here is wrong */
    WEB_SILENT,    /* not done in time */
    WEB_TOO_BIG,   /* more than WEB_BODY_MAX */
    WEB_UNFIT,     /* it cannot be asked for */
    WEB_OUTCOMES
};

struct web_answer {
    enum web_outcome outcome;
    uint32_t code;           /* of HTTP; 0 unless answered */
    int64_t date;            /* UNIX seconds that the server has; 0: it does not say */
    int64_t retry_after;     /* s, to WEB_RETRY_AFTER_MAX; 0: it does not say */
    char type[WEB_TYPE_MAX]; /* of the content, lower case, without parameters; "" */
    char text[WEB_TEXT_MAX]; /* why not, in curl's words; "" where answered */
    const char *body;        /* borrowed */
    size_t length;           /* of the body, at most WEB_BODY_MAX */
};

/* May this be asked? https, or http on this computer alone; a host of letters, digits, '-' and
 * '.', no user in it, ASCII that can be printed. host (may be NULL): lower case, no port. */
bool web_fits(const char *url, char host[WEB_HOST_MAX]);

/* Appends "&name=value" to the form, percent-encoded (application/x-www-form-urlencoded, but a
 * blank is %20); the first without '&'. False: no room; the form is as it was. */
bool web_form_add(char form[WEB_FORM_MAX], const char *name, const char *value);

/* Writes it as bytes; gives how many, 0: it is too long. */
size_t web_put_request(const struct web_request *request, char ret[WEB_REQUEST_MAX]);
size_t web_put_answer(const struct web_answer *answer, char ret[WEB_ANSWER_MAX]);

/* Reads bytes whole. False: they are not exactly that, in range; *ret is untouched. What is read
 * borrows from the bytes; a request's strings end in NUL there. */
bool web_read_request(const char *bytes, size_t length, struct web_request *ret);
bool web_read_answer(const char *bytes, size_t length, struct web_answer *ret);

#endif
