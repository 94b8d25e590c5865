/* pkce: proof that who began a sign-in ends it, and words of chance (RFC 7636, S256). Pure. */
#ifndef AGENT_PKCE_H
#define AGENT_PKCE_H

enum {
    PKCE_DICE = 32, /* bytes of chance */
    PKCE_TEXT = 44, /* of 32 bytes as base64url without padding, the NUL included */
};

/* 32 bytes as text: a code verifier, or a state (RFC 7636, 4.1: 43 letters). */
void pkce_text(const unsigned char dice[PKCE_DICE], char ret[PKCE_TEXT]);

/* The challenge of a verifier: base64url(SHA-256(verifier)) (RFC 7636, 4.2). */
void pkce_challenge(const char *verifier, char ret[PKCE_TEXT]);

#endif
