/* trust: which servers are believed: TLS 1.2 or later, a chain to a known CA, the right
 * host name. What is refused is told with subject, issuer and reason. */
#ifndef IMAP_TRUST_H
#define IMAP_TRUST_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"
#include "imap/trouble.h"

enum {
    TRUST_PLACES = 16 /* of the system's CA store */
};

/* Reads OpenSSL's own configuration, which the cage shuts away, and gives the files and folders
 * of the system's CA store: at most TRUST_PLACES, some of them absent; static. */
size_t trust_begin(const char *ret[TRUST_PLACES]);

/* What is in a ca_file, as the agent has read it; what was known of it is forgotten. False: no
 * memory. Any thread. */
bool trust_learn(const struct message_trust *trust);

/* A context that trusts ca_file as it was learnt, or where that is "" the system's CAs. NULL
 * and a trouble where that fails. All connections that trust the same share one, until the
 * file is learnt anew or the system's folder changes: of their own it took 14 KiB each. The
 * caller frees it; connections made from it keep it alive. Any thread. */
SSL_CTX *trust_share(const char *ca_file, struct trouble *trouble);

/* Prepares the connection to insist on host (a name or an address literal); a refusal
 * goes to trouble, which must live as long as the handshake. */
bool trust_expect(SSL *ssl, const char *host, struct trouble *trouble);

/* What is to be told of a connection that is trusted. */
struct trust_papers {
    char text
        [256]; /* "TLSv1.3, certificate of imap.example.org from Example CA": printable ASCII */
    int64_t until; /* the certificate is good till then, UNIX seconds; 0: unknown */
};

/* Takes it down after the handshake, before trust_done. */
void trust_read(SSL *ssl, struct trust_papers *ret);

/* The handshake is over: gives back what only that needed, the server's certificates among
 * it. They cannot be asked for any more. */
void trust_done(SSL *ssl);

#endif
