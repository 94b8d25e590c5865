/* authority: reads a ca_file for ndrwatch-imap, which can read no file of a person's. */
#ifndef AGENT_AUTHORITY_H
#define AGENT_AUTHORITY_H

#include <stddef.h>
#include <stdint.h>

struct agent;
struct message_buffer;

/* Puts what is in this ca_file now, or why it cannot be read; nothing of "". */
void authority_put(struct message_buffer *out, const char *path);

/* Sends what is in the account's ca_file now, or why it cannot be read; nothing where the account
 * trusts the system's CAs, and nothing while ndrwatch-imap does not listen. */
void authority_send(struct agent *agent, uint32_t account);

/* The same for every account of a process (apart.h), each file once. */
void authority_send_all(struct agent *agent, size_t process);

#endif
