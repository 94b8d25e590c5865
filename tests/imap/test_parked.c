/* test_parked: what one more watched mailbox holds in memory while it waits in IDLE, after a real
 * handshake with an RSA leaf behind an intermediate, and after it has looked at fifty mails
 * and fetched a big one. tests/bench/scale.py has the figures of whole processes. */
#include "tests/support/check.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <malloc.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "imap/account.h"
#include "imap/trust.h"

enum {
    WARM = 2,               /* watches before it is measured: what is loaded once */
    MEASURED = 8,           /* watches that are */
    MOST_ASKED = 27 * 1024, /* bytes a watch; OpenSSL asks for two thirds of them */
    MOST_TAKEN = 30 * 1024, /* the same as malloc hands them out */
    BIG = 200 * 1024,       /* bytes of the mail that is fetched whole */
    MAILS = 50,             /* a batch */
    TEXT = 400 * 1024,      /* bytes of the longest answer */
};

/* ---- memory ---- */

size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

/* Bytes that malloc has given and not got back. */
static size_t
held(void)
{
    if (__sanitizer_get_current_allocated_bytes)
        return __sanitizer_get_current_allocated_bytes();
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* ---- certificates ---- */

struct pair {
    X509 *certificate;
    EVP_PKEY *key;
};

static struct pair root, middle, leaf;

static void
extend(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static struct pair
certify(const char *name, const struct pair *issuer, bool authority)
{
    struct pair pair = {X509_new(), EVP_RSA_gen(2048)};
    X509 *certificate = pair.certificate;
    assert_true(certificate && pair.key);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)strlen(name));
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(
        certificate, X509_get_subject_name(issuer ? issuer->certificate : certificate));
    X509_set_pubkey(certificate, pair.key);
    extend(certificate, NID_basic_constraints,
           authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!authority)
        extend(certificate, NID_subject_alt_name, "IP:127.0.0.1");
    assert_true(X509_sign(certificate, issuer ? issuer->key : pair.key, EVP_sha256()));
    return pair;
}

/* The root, as the agent would hand it over. */
static void
learn(void)
{
    char *pem = NULL;
    BIO *bytes = BIO_new(BIO_s_mem());
    assert_true(PEM_write_bio_X509(bytes, root.certificate));
    long length = BIO_get_mem_data(bytes, &pem);
    const struct message_trust trust = {.ca_file = {"root", 4},
                                        .pem = {pem, (size_t)length}};
    assert_true(trust_learn(&trust));
    BIO_free(bytes);
}

static int
make_certificates(void **unused)
{
    (void)unused;
    root = certify("root", NULL, true);
    middle = certify("middle", &root, true);
    leaf = certify("the leaf", &middle, false);
    learn();
    return 0;
}

static int
forget_certificates(void **unused)
{
    (void)unused;
    struct pair *pairs[] = {&root, &middle, &leaf};
    for (size_t i = 0; i < COUNT(pairs); i++) {
        X509_free(pairs[i]->certificate);
        EVP_PKEY_free(pairs[i]->key);
    }
    return 0;
}

/* ---- the server, a process of its own ---- */

static void
add_mail(char *text, size_t *length, uint32_t uid, const char *body)
{
    *length += (size_t)snprintf(
        text + *length, TEXT - *length,
        "* %u FETCH (UID %u RFC822.SIZE 1234 INTERNALDATE \"21-Nov-2026 18:00:00 +0000\""
        " BODY[] {%zu}\r\n%s)\r\n",
        uid, uid, strlen(body), body);
}

/* What stands before the tagged OK. */
static void
answer(const char *line, char *text)
{
    size_t length = 0;
    text[0] = '\0';
    if (strstr(line, "EXAMINE")) {
        strcpy(text,
               "* 50 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 51] .\r\n");
    } else if (strstr(line, "SEARCH")) {
        strcpy(text, "* SEARCH");
        for (int uid = 1; uid <= MAILS; uid++)
            sprintf(text + strlen(text), " %d", uid);
        strcat(text, "\r\n");
    } else if (strstr(line, "BODY.PEEK[]")) {
        static char big[BIG + 1];
        memset(big, 'x', BIG);
        add_mail(text, &length, 7, big);
    } else if (strstr(line, "FETCH")) {
        for (uint32_t uid = 1; uid <= MAILS; uid++)
            add_mail(text, &length, uid,
                     uid == 7 ? "From: MAILER-DAEMON@example.org\r\n\r\n"
                              : "From: robin@example.com\r\nSubject: hello\r\n\r\n");
    }
}

static void
serve(SSL *ssl)
{
    static char line[4096], text[TEXT];
    static const char hello[] =
        "* OK [CAPABILITY IMAP4rev1 IDLE SASL-IR AUTH=PLAIN] .\r\n";
    SSL_write(ssl, hello, sizeof hello - 1);
    for (;;) {
        size_t length = 0;
        while (length + 1 < sizeof line && SSL_read(ssl, line + length, 1) == 1 &&
               line[length] != '\n')
            length++;
        line[length] = '\0';
        if (length == 0)
            return;
        answer(line, text);
        SSL_write(ssl, text, (int)strlen(text));
        long tag = strtol(line, NULL, 10);
        sprintf(text, strstr(line, "IDLE") ? "+ idling\r\n" : "%ld OK .\r\n", tag);
        SSL_write(ssl, text, (int)strlen(text));
    }
}

/* Listens; a child of ours takes one connection and serves it to its end. */
static pid_t
start_server(uint16_t *port)
{
    struct sockaddr_in name = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof name;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, length), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &length), 0);
    *port = ntohs(name.sin_port);
    pid_t child = fork();
    if (child == 0) {
        SSL_CTX *context = SSL_CTX_new(TLS_server_method());
        SSL_CTX_use_certificate(context, leaf.certificate);
        SSL_CTX_use_PrivateKey(context, leaf.key);
        SSL_CTX_add1_chain_cert(context, middle.certificate);
        SSL *ssl = SSL_new(context);
        SSL_set_fd(ssl, accept(fd, NULL, NULL));
        if (SSL_accept(ssl) == 1)
            serve(ssl);
        _exit(0);
    }
    close(fd);
    return child;
}

/* ---- the client ---- */

static struct account *
parked(uint16_t port, struct outlet *outlet, int cancel)
{
    struct account *account = calloc(1, sizeof *account);
    const char *words[] = {"name", "127.0.0.1", "user", "INBOX", "root", "", ""};
    struct account_order order = {.port = port, .recent_days = 14};
    char **strings[] = {&order.name,    &order.host, &order.user, &order.mailbox,
                        &order.ca_file, &order.junk, &order.junks};
    for (size_t i = 0; i < COUNT(words); i++)
        *strings[i] = strdup(words[i]);
    account->outlet = outlet;
    account->cancel = cancel;
    account_begin(account, &order);
    account_dial(&account->work);
    assert_string_equal(account->trouble.text, "");
    assert_int_equal(account->event.what, WATCH_OPENED);
    account->secret = strdup("sekrit");
    account->secret_length = 6;
    account_login(&account->work);
    assert_int_equal(account->event.what, WATCH_ENTERED);
    account_look(&account->work);
    assert_int_equal(account->event.what, WATCH_LOOKED);
    return account;
}

/* The frames that the agent would take. */
static void
drain(int fd)
{
    static char bytes[TEXT];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        ;
}

static void
one_more_watch_holds_little(void **unused)
{
    (void)unused;
    int agent[2], cancel = eventfd(0, EFD_NONBLOCK), wake = eventfd(0, EFD_NONBLOCK);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, agent), 0);
    int room = 1 << 20;
    setsockopt(agent[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    struct outlet outlet;
    outlet_open(&outlet, agent[0], wake);
    struct account *accounts[WARM + MEASURED];
    pid_t servers[WARM + MEASURED];
    size_t before = 0;
    for (size_t i = 0; i < COUNT(accounts); i++) {
        uint16_t port = 0;
        if (i == WARM)
            before = held();
        servers[i] = start_server(&port);
        accounts[i] = parked(port, &outlet, cancel);
        for (enum outlet_rest rest = OUTLET_MORE; rest == OUTLET_MORE; drain(agent[1]))
            rest = outlet_flush(&outlet);
    }
    size_t each = (held() - before) / MEASURED;
    size_t most = __sanitizer_get_current_allocated_bytes ? MOST_ASKED : MOST_TAKEN;
    printf("# %zu bytes a watch, at most %zu\n", each, most);
    for (size_t i = 0; i < COUNT(accounts); i++) {
        account_free(accounts[i]);
        waitpid(servers[i], NULL, 0);
    }
    outlet_close(&outlet);
    close(agent[1]);
    close(cancel);
    close(wake);
    assert_in_range(each, 1, most);
}

/* ---- the shared context ---- */

static void
connections_share_a_context_until_it_is_learnt_anew(void **unused)
{
    (void)unused;
    struct trouble trouble = {0};
    SSL_CTX *contexts[] = {trust_share("root", &trouble), trust_share("root", &trouble),
                           trust_share("", &trouble), trust_share("", &trouble), NULL};
    learn();
    contexts[4] = trust_share("root", &trouble);
    for (size_t i = 0; i < COUNT(contexts); i++)
        assert_non_null(contexts[i]);
    assert_ptr_equal(contexts[0], contexts[1]);
    assert_ptr_equal(contexts[2], contexts[3]);
    assert_ptr_not_equal(contexts[0], contexts[2]);
    assert_ptr_not_equal(contexts[0], contexts[4]);
    for (size_t i = 0; i < COUNT(contexts); i++)
        SSL_CTX_free(contexts[i]);
    assert_null(trust_share("/nowhere/ca.pem", &trouble));
    assert_int_equal(trouble.fault, MESSAGE_LOCAL);
}

/* As after update-ca-certificates. */
static void
a_changed_system_store_is_seen(void **unused)
{
    (void)unused;
    char folder[] = "/tmp/ndrwatch-parked-XXXXXX";
    struct trouble trouble = {0};
    assert_non_null(mkdtemp(folder));
    setenv(X509_get_default_cert_dir_env(), folder, 1);
    unsetenv(X509_get_default_cert_file_env());
    SSL_CTX *before = trust_share("", &trouble);
    const struct timespec times[] = {{0, UTIME_OMIT}, {1, 0}};
    assert_int_equal(utimensat(AT_FDCWD, folder, times, 0), 0);
    SSL_CTX *after = trust_share("", &trouble);
    assert_true(before && after);
    assert_ptr_not_equal(before, after);
    SSL_CTX_free(before);
    SSL_CTX_free(after);
    unsetenv(X509_get_default_cert_dir_env());
    rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_more_watch_holds_little),
        cmocka_unit_test(connections_share_a_context_until_it_is_learnt_anew),
        cmocka_unit_test(a_changed_system_store_is_seen),
    };
    return cmocka_run_group_tests(tests, make_certificates, forget_certificates);
}
