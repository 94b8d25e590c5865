/* log: what the agent does, one line a fact, on standard error. Never a secret, never mail. */
#ifndef AGENT_LOG_H
#define AGENT_LOG_H

/* Each takes the account it is about, or NULL, and a printf format without newline. What is
 * not printable in the result becomes '?', so that no outside text can forge a line. Under
 * the systemd journal (JOURNAL_STREAM) the line carries its "<N>" priority. */
__attribute__((format(printf, 2, 3))) void
log_error(const char *account, const char *format, ...);
__attribute__((format(printf, 2, 3))) void
log_warning(const char *account, const char *format, ...);
__attribute__((format(printf, 2, 3))) void
log_info(const char *account, const char *format, ...);

/* "ndrwatch: what: why" and "hint: ..." for the person who typed the command; hint may be
 * NULL. Cleaned as above. */
void log_complain(const char *text, const char *hint);

#endif
