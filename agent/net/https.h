/* https: one request to a web server, by libcurl: no redirects, no cookies, one deadline. */
#ifndef NET_HTTPS_H
#define NET_HTTPS_H

/* Closes its cage, takes one WEB frame, answers it, and gives the exit code. The CA store is the
 * system's, or the file that SSL_CERT_FILE names, as it is for ndrwatch-imap; https_proxy and
 * no_proxy count (curl(1)), but not for this computer itself. Ends by SIGALRM where libcurl
 * does not keep the deadline. */
int https_serve(void);

#endif
