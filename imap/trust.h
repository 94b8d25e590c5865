/* trust: which servers are believed: TLS 1.2 or later, a chain to a known CA, the right
 * host name. What is refused is told with subject, issuer and reason. */
#ifndef IMAP_TRUST_H
#define IMAP_TRUST_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "imap/trouble.h"

/* A context that trusts ca_file, or where that is "" the system's CAs. NULL and a trouble
 * where that fails. The caller frees it; connections made from it keep it alive. */
SSL_CTX *trust_new(const char *ca_file, struct trouble *trouble);

/* Prepares the connection to insist on host (a name or an address literal); a refusal
 * goes to trouble, which must live as long as the handshake. */
bool trust_expect(SSL *ssl, const char *host, struct trouble *trouble);

#endif
