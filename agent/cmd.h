/* cmd: the commands of ndrwatch, each in cmd_NAME.c. A command gets its arguments from its
 * own name on (argv[0]) and returns the exit code: sysexits.h, or 1 for "found something". */
#ifndef AGENT_CMD_H
#define AGENT_CMD_H

int cmd_explain(int argc, char **argv);

#endif
