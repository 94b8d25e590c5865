/* trust: OpenSSL's verification, set up strictly and put into words. */
#include "imap/trust.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    NAME_ROOM = 64, /* bytes of one name for people, with NUL */
    NAMES_MOST = 3, /* host names of a certificate that are listed */
    REASON_ROOM = 600
};

/* Text from a certificate is a stranger's: printable ASCII alone, and cut. */
static void
clean(const unsigned char *at, int length, char *out, size_t size)
{
    size_t kept = 0;
    for (int i = 0; i < length && kept + 1 < size; i++)
        out[kept++] = at[i] >= ' ' && at[i] < 0x7f ? (char)at[i] : '?';
    out[kept] = '\0';
}

/* The common name, or the organisation, or all of it. */
static void
name_of(const X509_NAME *name, char *out, size_t size)
{
    static const int wanted[] = {NID_commonName, NID_organizationName};
    snprintf(out, size, "nobody named");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        int at = X509_NAME_get_index_by_NID(name, wanted[i], -1);
        if (at < 0)
            continue;
        const ASN1_STRING *text = X509_NAME_ENTRY_get_data(
            X509_NAME_get_entry(name, at));
        clean(ASN1_STRING_get0_data(text), ASN1_STRING_length(text), out, size);
        return;
    }
}

/* A host name, or an address; false: it names something else. */
static bool
host_of(const GENERAL_NAME *name, char *out, size_t size)
{
    if (name->type == GEN_DNS) {
        clean(ASN1_STRING_get0_data(name->d.dNSName),
              ASN1_STRING_length(name->d.dNSName), out, size);
        return true;
    }
    if (name->type != GEN_IPADD)
        return false;
    int family = ASN1_STRING_length(name->d.iPAddress) == 4 ? AF_INET : AF_INET6;
    return (family == AF_INET || ASN1_STRING_length(name->d.iPAddress) == 16) &&
           inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), out,
                     (socklen_t)size);
}

/* The hosts it is for: "a.example, b.example". */
static void
hosts_of(const X509 *certificate, char *out, size_t size)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL,
                                            NULL);
    size_t length = 0;
    int listed = 0;
    out[0] = '\0';
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && listed < NAMES_MOST; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        char one[NAME_ROOM];
        if (!host_of(name, one, sizeof one))
            continue;
        int put = snprintf(out + length, size - length, "%s%s", listed ? ", " : "",
                           one);
        if (put < 0 || (size_t)put >= size - length)
            break;
        length += (size_t)put;
        listed++;
    }
    GENERAL_NAMES_free(names);
    if (listed == 0)
        snprintf(out, size, "no host at all");
}

static void
day_of(const ASN1_TIME *time, char *out, size_t size)
{
    struct tm day;
    if (ASN1_TIME_to_tm(time, &day) != 1 || strftime(out, size, "%Y-%m-%d", &day) == 0)
        snprintf(out, size, "an unknown day");
}

/* Why it is refused, after the words "its certificate"; returns what a person can do. */
static const char *
reason_of(const X509 *certificate, int error, const char *host, char *out, size_t size)
{
    char names[NAMES_MOST * (NAME_ROOM + 2)], day[32];
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        hosts_of(certificate, names, sizeof names);
        snprintf(out, size, "is for %s, not for %s", names, host);
        return "See whether host is the name that the provider gives; if it is, ask "
               "whoever runs the server.";
    case X509_V_ERR_CERT_HAS_EXPIRED:
        day_of(X509_get0_notAfter(certificate), day, sizeof day);
        snprintf(out, size, "expired on %s", day);
        return "If the date here is right, ask whoever runs the server to renew it.";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        day_of(X509_get0_notBefore(certificate), day, sizeof day);
        snprintf(out, size, "is valid only from %s on", day);
        return "See whether the date of this machine is right; if it is, ask whoever "
               "runs the server.";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        snprintf(out, size, "vouches for itself (self-signed)");
        return "If the server is your own, save its certificate in a file and name "
               "that in ca_file; if not, ask whoever runs it.";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        snprintf(out, size, "comes from an issuer that nobody here knows");
        return "If the server is your own, or your company's, name its CA in ca_file; "
               "if not, ask whoever runs it.";
    case X509_V_ERR_INVALID_PURPOSE:
        snprintf(out, size, "is not made for a server");
        break;
    default:
        snprintf(out, size, "is refused: %s", X509_verify_cert_error_string(error));
        break;
    }
    return "Ask whoever runs the server.";
}

/* What a connection needs while its certificate is looked at. */
struct expectation {
    struct trouble *trouble;
    char host[256];
};

static void
expectation_free(void *parent, void *pointer, CRYPTO_EX_DATA *data, int index,
                 long number, void *more)
{
    (void)parent, (void)data, (void)index, (void)number, (void)more;
    free(pointer);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int slot; /* of the expectation among a connection's extra data */

static void
reserve_slot(void)
{
    slot = SSL_get_ex_new_index(0, NULL, NULL, NULL, expectation_free);
}

/* OpenSSL asks for each certificate; a no is put into words while it is at hand. */
static int
judge(int good, X509_STORE_CTX *store)
{
    if (good)
        return 1;
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    const struct expectation *expectation = SSL_get_ex_data(ssl, slot);
    const X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (!expectation || !certificate)
        return 0;
    char subject[NAME_ROOM], issuer[NAME_ROOM], reason[REASON_ROOM];
    name_of(X509_get_subject_name(certificate), subject, sizeof subject);
    name_of(X509_get_issuer_name(certificate), issuer, sizeof issuer);
    const char *advice = reason_of(certificate, X509_STORE_CTX_get_error(store),
                                   expectation->host, reason, sizeof reason);
    trouble_set(expectation->trouble, MESSAGE_UNTRUSTED,
                "%s cannot prove who it is: its certificate %s. It is "
                "made out to %s and issued by %s. Nothing was sent to it. %s",
                expectation->host, reason, subject, issuer, advice);
    return 0;
}

/* Debian keeps the CAs in a folder by hash, of which OpenSSL reads the one it needs; the
 * bundle beside it would cost 1 MiB. */
static bool
hashed(const char *path)
{
    bool found = false;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
        size_t length = strlen(entry->d_name);
        found = length == 10 && strcmp(entry->d_name + 8, ".0") == 0;
    }
    if (folder)
        closedir(folder);
    return found;
}

static const char *
system_folder(void)
{
    const char *folder = getenv(X509_get_default_cert_dir_env());
    return folder ? folder : X509_get_default_cert_dir();
}

static bool
load_system(SSL_CTX *context)
{
    const char *folder = system_folder();
    if (!getenv(X509_get_default_cert_file_env()) && hashed(folder))
        return SSL_CTX_load_verify_dir(context, folder) == 1;
    return SSL_CTX_set_default_verify_paths(context) == 1;
}

size_t
trust_begin(const char *ret[TRUST_PLACES])
{
    // clang-format off
    const char *const places[] = {
        getenv(X509_get_default_cert_dir_env()), getenv(X509_get_default_cert_file_env()),
        X509_get_default_cert_dir(), X509_get_default_cert_file(),
        "/etc/ssl/certs",
        /* where the links in there lead to: Debian, Arch, Fedora, openSUSE */
        "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
        "/etc/ca-certificates/extracted",
        "/etc/pki/ca-trust/extracted", "/etc/pki/tls/certs",
        "/var/lib/ca-certificates",
    };
    // clang-format on
    size_t count = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (places[i])
            ret[count++] = places[i];
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, NULL);
    return count;
}

/* ---- ca_file ---- */

/* A ca_file; at most as many as there are accounts, and they stay. */
struct authority {
    struct authority *next;
    char *name;
    X509_STORE *store; /* NULL: it cannot be read */
    SSL_CTX *context;  /* of all that trust it; NULL: not made yet */
    char why[REASON_ROOM];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct authority *authorities;

/* With the lock held. */
static struct authority *
authority_find(const char *name, size_t length)
{
    struct authority *at = authorities;
    while (at && (strlen(at->name) != length || memcmp(at->name, name, length) != 0))
        at = at->next;
    return at;
}

/* The certificates of a PEM file; NULL: there is none in it, or no memory. */
static X509_STORE *
store_of(struct message_bytes pem)
{
    BIO *bytes = BIO_new_mem_buf(pem.at, (int)pem.length);
    STACK_OF(X509_INFO) *found = bytes ? PEM_X509_INFO_read_bio(bytes, NULL, NULL, NULL)
                                       : NULL;
    X509_STORE *store = X509_STORE_new();
    int kept = 0;
    for (int i = 0; store && i < sk_X509_INFO_num(found); i++) {
        const X509_INFO *one = sk_X509_INFO_value(found, i);
        if (one->x509)
            kept += X509_STORE_add_cert(store, one->x509);
        if (one->crl)
            X509_STORE_add_crl(store, one->crl);
    }
    sk_X509_INFO_pop_free(found, X509_INFO_free);
    BIO_free(bytes);
    ERR_clear_error();
    if (kept > 0)
        return store;
    X509_STORE_free(store);
    return NULL;
}

bool
trust_learn(const struct message_trust *trust)
{
    X509_STORE *store = trust->pem.length > 0 ? store_of(trust->pem) : NULL;
    pthread_mutex_lock(&lock);
    struct authority *known = authority_find(trust->ca_file.at, trust->ca_file.length);
    if (!known) {
        known = calloc(1, sizeof *known);
        char *name = strndup(trust->ca_file.at, trust->ca_file.length);
        if (!known || !name) {
            pthread_mutex_unlock(&lock);
            X509_STORE_free(store);
            free(known);
            free(name);
            return false;
        }
        *known = (struct authority){.next = authorities, .name = name};
        authorities = known;
    }
    X509_STORE_free(known->store);
    known->store = store;
    SSL_CTX_free(known->context);
    known->context = NULL;
    snprintf(known->why, sizeof known->why, "%.*s", (int)trust->why.length,
             trust->why.at);
    if (trust->pem.length > 0)
        snprintf(known->why, sizeof known->why, "no certificate in PEM form is in it");
    pthread_mutex_unlock(&lock);
    return true;
}

/* ---- contexts ---- */

static void
unreadable(const char *name, const char *why, struct trouble *trouble)
{
    trouble_set(trouble, MESSAGE_LOCAL,
                "The CA certificates in '%s' cannot be read (%s). Check ca_file.", name,
                why);
}

/* known: a ca_file; NULL: the system's CAs. With the lock held. */
static SSL_CTX *
make(const struct authority *known, struct trouble *trouble)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context) {
        trouble_set(trouble, MESSAGE_LOCAL, "OpenSSL does not start: no memory.");
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, judge);
    ERR_clear_error();
    if (known)
        SSL_CTX_set1_cert_store(context, known->store);
    if (known || load_system(context))
        return context;
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    unreadable(X509_get_default_cert_file(), why ? why : "unknown error", trouble);
    ERR_clear_error();
    SSL_CTX_free(context);
    return NULL;
}

/* With the lock held. */
static SSL_CTX *
share_authority(const char *ca_file, struct trouble *trouble)
{
    struct authority *known = authority_find(ca_file, strlen(ca_file));
    if (!known || !known->store) {
        unreadable(ca_file, known ? known->why : "it was not handed over", trouble);
        return NULL;
    }
    if (!known->context)
        known->context = make(known, trouble);
    return known->context;
}

/* The same for the system's CAs, as long as their folder is as it was. With the lock held. */
static SSL_CTX *
share_system(struct trouble *trouble)
{
    static SSL_CTX *context;
    static struct stat before;
    struct stat now = {0};
    const char *file = getenv(X509_get_default_cert_file_env());
    if (stat(file ? file : system_folder(), &now) < 0)
        now = (struct stat){0}; /* it has others, or none: that shows */
    if (!context || now.st_ino != before.st_ino || now.st_size != before.st_size ||
        now.st_mtim.tv_sec != before.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != before.st_mtim.tv_nsec) {
        SSL_CTX_free(context);
        context = make(NULL, trouble);
        before = now;
    }
    return context;
}

SSL_CTX *
trust_share(const char *ca_file, struct trouble *trouble)
{
    pthread_mutex_lock(&lock);
    SSL_CTX *context = ca_file[0] != '\0' ? share_authority(ca_file, trouble)
                                          : share_system(trouble);
    if (context)
        SSL_CTX_up_ref(context);
    pthread_mutex_unlock(&lock);
    return context;
}

/* ---- one connection ---- */

static bool
is_address(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 ||
           inet_pton(AF_INET6, host, bytes) == 1;
}

bool
trust_expect(SSL *ssl, const char *host, struct trouble *trouble)
{
    pthread_once(&once, reserve_slot);
    struct expectation *expectation = calloc(1, sizeof *expectation);
    if (!expectation || SSL_set_ex_data(ssl, slot, expectation) != 1) {
        free(expectation);
        return trouble_set(trouble, MESSAGE_LOCAL, "There is no memory left.");
    }
    expectation->trouble = trouble;
    snprintf(expectation->host, sizeof expectation->host, "%s", host);
    bool set;
    if (is_address(host)) { /* RFC 6066: no SNI for addresses */
        set = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    } else {
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        set = SSL_set1_host(ssl, host) == 1 &&
              SSL_set_tlsext_host_name(ssl, expectation->host) == 1;
    }
    if (!set)
        return trouble_set(trouble, MESSAGE_REFUSED,
                           "'%s' is no host name that TLS can check. Correct host.",
                           host);
    return true;
}

static void
empty(STACK_OF(X509) * chain)
{
    X509 *one;
    while (chain && (one = sk_X509_pop(chain)))
        X509_free(one);
}

void
trust_read(SSL *ssl, struct trust_papers *ret)
{
    char subject[NAME_ROOM] = "", issuer[NAME_ROOM] = "";
    const X509 *certificate = SSL_get0_peer_certificate(ssl);
    struct tm day;
    *ret = (struct trust_papers){0};
    if (!certificate)
        return;
    name_of(X509_get_subject_name(certificate), subject, sizeof subject);
    name_of(X509_get_issuer_name(certificate), issuer, sizeof issuer);
    snprintf(ret->text, sizeof ret->text, "%s, certificate of %s from %s",
             SSL_get_version(ssl), subject, issuer);
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &day) == 1) {
        int64_t until = (int64_t)timegm(&day);
        ret->until = until > 0 ? until : 0;
    }
}

void
trust_done(SSL *ssl)
{
    free(SSL_get_ex_data(ssl, slot));
    SSL_set_ex_data(ssl, slot, NULL);
    /* OpenSSL would keep them for as long as the connection lives, 4 KiB for an intermediate
     * alone, and has no call that gives them up. Its own code takes an empty chain for one
     * that was never sent. */
    empty(SSL_get_peer_cert_chain(ssl));
    empty(SSL_get0_verified_chain(ssl));
}
