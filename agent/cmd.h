/* cmd: the commands of ndrwatch, each in cmd_NAME.c. A command gets its arguments from its
 * own name on (argv[0]) and returns the exit code: sysexits.h, or 1 for "found something". */
#ifndef AGENT_CMD_H
#define AGENT_CMD_H

int cmd_explain(int argc, char **argv);
int cmd_causes(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_scan(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_handled(int argc, char **argv);
int cmd_text(int argc, char **argv);
int cmd_note(int argc, char **argv);
int cmd_draft(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_setup(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_accounts(int argc, char **argv);
int cmd_check_domain(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_login(int argc, char **argv);
int cmd_logout(int argc, char **argv);
int cmd_parse(int argc, char **argv);

struct inquiry;
struct sender_question;
struct options;

/* Looks a domain up, for cmd_watch; sender: where it is one's own, else NULL. Returns -1 with all that came in *ret, to be ended; or the
 * exit code, with everything said. */
int cmd_check_domain_ask(const char *command, const char *domain,
                         const struct sender_question *sender, struct inquiry *ret);

/* `run` with these options: for cmd_scan. */
int cmd_run_as(const struct options *options);

#endif
