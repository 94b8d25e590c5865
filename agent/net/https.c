/* https: one request to a web server, by libcurl: no redirects, no cookies, one deadline. */
#include "agent/net/https.h"

#include <curl/curl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/net/frames.h"
#include "agent/net/web.h"

enum {
    HEAD_MAX = 32 * 1024, /* bytes of header lines: sign-in services send 4 KiB */
    CONNECT_MOST = 15,    /* s, of the patience: name, TCP, TLS */
    ALL_PATIENCE = WEB_PATIENCE / 1000 + 5, /* s: libcurl ends by itself before */
    PLACES = 6
};

/* What has come so far. */
struct page {
    char body[WEB_BODY_MAX];
    size_t length, head;
    bool too_big;
};

static size_t
take_body(char *bytes, size_t one, size_t length, void *context)
{
    struct page *page = context;
    (void)one;
    if (length > sizeof page->body - page->length) {
        page->too_big = true;
        return 0;
    }
    memcpy(page->body + page->length, bytes, length);
    page->length += length;
    return length;
}

static size_t
take_head(char *bytes, size_t one, size_t length, void *context)
{
    struct page *page = context;
    (void)bytes;
    (void)one;
    page->head += length;
    page->too_big = page->too_big || page->head > HEAD_MAX;
    return page->too_big ? 0 : length;
}

static enum web_outcome
outcome_of(CURLcode code, const struct page *page)
{
    if (page->too_big)
        return WEB_TOO_BIG;
    if (code == CURLE_OK)
        return WEB_ANSWERED;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return WEB_SILENT;
    if (code == CURLE_URL_MALFORMAT || code == CURLE_OUT_OF_MEMORY)
        return WEB_UNFIT;
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
                   code == CURLE_SSL_ISSUER_ERROR
               ? WEB_UNTRUSTED
               : WEB_UNREACHABLE;
}

/* "application/json" of "Application/JSON; charset=utf-8" */
static void
type_of(const char *said, char ret[WEB_TYPE_MAX])
{
    size_t length = 0;
    for (; said && *said > ' ' && *said <= '~' && *said != ';'; said++)
        if (length + 1 < WEB_TYPE_MAX)
            ret[length++] = *said >= 'A' && *said <= 'Z' ? (char)(*said - 'A' + 'a')
                                                         : *said;
    ret[length] = '\0';
}

static void
reason_of(const char *said, char ret[WEB_TEXT_MAX])
{
    size_t length = 0;
    for (; *said && length + 1 < WEB_TEXT_MAX; said++)
        ret[length++] = *said >= ' ' && *said <= '~' ? *said : '?';
    ret[length] = '\0';
}

static struct web_answer
answer_of(CURL *curl, CURLcode code, const struct page *page, const char *why)
{
    struct web_answer answer = {.outcome = outcome_of(code, page)};
    struct curl_header *date = NULL;
    char *type = NULL;
    long status = 0;
    curl_off_t after = 0;
    if (answer.outcome != WEB_ANSWERED) {
        reason_of(page->too_big ? "more than 64 KiB came"
                  : *why        ? why
                                : curl_easy_strerror(code),
                  answer.text);
        return answer;
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after);
    answer.code = status > 0 && status < 1000 ? (uint32_t)status : 0;
    type_of(type, answer.type);
    answer.retry_after = after < 0                     ? 0
                         : after > WEB_RETRY_AFTER_MAX ? WEB_RETRY_AFTER_MAX
                                                       : after;
    if (curl_easy_header(curl, "Date", 0, CURLH_HEADER, -1, &date) == CURLHE_OK)
        answer.date = (int64_t)curl_getdate(date->value, NULL);
    if (answer.date < 0)
        answer.date = 0;
    answer.body = page->body;
    answer.length = page->length;
    return answer;
}

static bool
set_up(CURL *curl, const struct web_request *request, const char *authorities,
       struct page *page, char *why)
{
    bool plain = strncasecmp(request->url, "http:", 5) == 0;
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(curl, CURLOPT_URL, request->url);
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
    bad |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (authorities)
        bad |= curl_easy_setopt(curl, CURLOPT_CAINFO, authorities);
    if (plain)
        bad |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
    bad |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ndrwatch");
    bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->patience);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_MOST);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, page);
    bad |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
    bad |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, page);
    bad |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    if (request->form)
        bad |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->form);
    return bad == CURLE_OK;
}

/* Asks, and tells what came. False: the agent has gone. */
static bool
fetch(CURL *curl, const struct web_request *request, const char *authorities,
      uint32_t number)
{
    static struct page page;
    static char bytes[WEB_ANSWER_MAX];
    char why[CURL_ERROR_SIZE] = "";
    struct message_buffer out = {0};
    /* Portals and traps answer in JSON as well where that is asked for. */
    struct curl_slist *head = curl_slist_append(NULL, "Accept: application/json, */*");
    CURLcode code = CURLE_URL_MALFORMAT;
    if (web_fits(request->url, NULL)) {
        code = CURLE_OUT_OF_MEMORY;
        if (head && set_up(curl, request, authorities, &page, why) &&
            curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head) == CURLE_OK)
            code = curl_easy_perform(curl);
    }
    struct web_answer answer = answer_of(curl, code, &page, why);
    message_put_bytes(&out, MESSAGE_WEB, 0, number, bytes,
                      web_put_answer(&answer, bytes));
    bool told = frames_write(&out);
    message_buffer_free(&out);
    return told;
}

/* What is read of it: a file or a folder, and where it leads to. */
static const char *
authorities_file(void)
{
    const char *own = getenv("SSL_CERT_FILE");
    const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
    return own && own[0] == '/' ? own : built->cainfo;
}

int
https_serve(void)
{
    static struct frames frames;
    struct message message;
    struct web_request request;
    char real[PATH_MAX];
    const char *places[PLACES];
    size_t count = 0;
    alarm(ALL_PATIENCE);
    /* GnuTLS reads its own settings now: later it cannot. */
    CURL *curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init()
                                                                   : NULL;
    const char *authorities = authorities_file();
    if (authorities)
        places[count++] = authorities;
    if (authorities && realpath(authorities, real))
        places[count++] = real;
    if (!curl)
        return EX_OSERR;
    if (!frames_tell_cage(cage_fetcher(places, count)))
        return EX_PROTOCOL;
    int code = frames_next(&frames, &message);
    if (code < 0 && message.type == MESSAGE_WEB &&
        web_read_request(message.payload.at, message.payload.length, &request))
        code = fetch(curl, &request, authorities, message.request) ? EX_OK
                                                                   : EX_PROTOCOL;
    /* Nothing is tidied up: a look-up that hangs would be waited for. */
    _exit(code < 0 ? EX_PROTOCOL : code);
}
