/* place: where the configuration and the state lie (XDG Base Directory Specification). */
#ifndef AGENT_PLACE_H
#define AGENT_PLACE_H

struct place {
    char *config;  /* ".../ndrwatch/ndrwatch.conf"; what --config says, if it does */
    char *state;   /* folder, 0700 */
    char *control; /* socket */
    char *journal; /* SQLite file */
    char *lock;    /* whoever holds its flock owns the journal */
    char *home;    /* "" where there is none: then "~" cannot be used */
};

/* Finds the places; config is the path from the command line, NULL where it usually lies, or
 * "" for a command that can do without: then it is where it usually lies, or "". Returns 0, or a sysexits code after having said why on standard error. Free with place_free. */
int place_find(const char *config, struct place *ret);

/* Makes the state folder and those above it, 0700. Returns as place_find does. */
int place_make(const struct place *place);

/* Says on standard error that a file of the state cannot be made, and what to do; why is an
 * errno. Returns the sysexits code. */
int place_failed(const char *path, int why);

/* Frees the paths. */
void place_free(struct place *place);

#endif
