/* cmd_explain: `ndrwatch explain`, a returned mail in plain words, without any set-up. */
#include "agent/cmd.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "agent/charset.h"
#include "agent/facts.h"
#include "agent/mailbox.h"
#include "agent/progress.h"
#include "agent/terminal.h"
#include "classify/bounce.h"
#include "notify/render.h"

enum {
    REPLY_MAX = 16384, /* bytes of a pasted reply; real ones have under 2000 */
    WIDTH_MAX = 1000,
    FOUND_SOME_OTHER = 1 /* exit code: not all of them were returned mails */
};

struct explain {
    bool json, plain, details, why, notes;
    unsigned width;
    bool fixed; /* now and zone come from --now and TZ, not from the report */
    int64_t now;
    const char *text; /* --text; NULL: files */
    bool among;       /* many mails: those that did not come back are only counted */
    size_t mails, returned; /* seen so far */
    struct progress progress;
    size_t told; /* so far */
    int code;    /* exit code so far */
};

static void
help(void)
{
    fputs(
        "usage: ndrwatch explain [OPTIONS] [FILE...|-]\n"
        "       ndrwatch explain --text 550 5.4.316 Message expired\n"
        "\n"
        "Says in plain words why a mail came back and what to do. A FILE is a mail, an\n"
        "mbox, a Maildir or a folder of .eml files; without one, or for -, standard input\n"
        "is read. In many mails the returned ones are found. Nothing is sent anywhere.\n"
        "\n"
        "      --text TEXT   explain a server's reply, as pasted\n"
        "      --json        one JSON object a line and mail instead of words; the third\n"
        "                    mail of an mbox is \"file\":\"FILE#3\"\n"
        "      --details     what the report says, too\n"
        "      --why         and which of its fields or lines says so\n"
        "      --postmaster  and what whoever runs the sending domain can do\n"
        "      --now TIME    explain as if read at TIME (2026-04-06T19:11:58Z)\n"
        "      --width N     columns to fill\n"
        "      --no-color    no colours (so do NO_COLOR and TERM=dumb)\n"
        "      --help        this\n"
        "\n"
        "exit codes: 0 all were returned mails, 1 some were not, 64 usage, 66 a file\n"
        "could not be read\n",
        stdout);
}

static int
usage(const char *what, const char *value)
{
    fprintf(stderr,
            "ndrwatch: explain: %s%s%s\nhint: ndrwatch explain --help shows how\n",
            what, value ? ": " : "", value ? value : "");
    return EX_USAGE;
}

/* RFC 3339: "2026-04-06T19:11:58Z", "2026-04-06T15:11:58-04:00". */
static bool
parse_time(const char *text, int64_t *ret)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (!rest)
        return false;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    int hours = 0, minutes = 0, end = 0;
    char sign = '+';
    bool utc = strcmp(rest, "Z") == 0 || strcmp(rest, "z") == 0;
    if (!utc && (sscanf(rest, "%c%2d:%2d%n", &sign, &hours, &minutes, &end) != 3 ||
                 rest[end] != '\0' || (sign != '+' && sign != '-') || hours < 0 ||
                 hours > 23 || minutes < 0 || minutes > 59))
        return false;
    int64_t offset = hours * 3600 + minutes * 60;
    *ret = (int64_t)timegm(&tm) - (sign == '-' ? -offset : offset);
    return *ret > 0;
}

static int
local_zone(void *context, int64_t when)
{
    (void)context;
    time_t seconds = (time_t)when;
    struct tm tm;
    return localtime_r(&seconds, &tm) ? (int)(tm.tm_gmtoff / 60) : 0;
}

static bool
wants_colour(const struct explain *explain)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return !explain->plain && !(none && *none) && isatty(STDOUT_FILENO) &&
           !(term && strcmp(term, "dumb") == 0);
}

static unsigned
columns(const struct explain *explain)
{
    struct winsize size;
    if (explain->width > 0)
        return explain->width;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        return size.ws_col;
    return 0;
}

static void
put_json(struct explain *explain, json_t *object)
{
    char *line = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (line)
        puts(line);
    else
        explain->code = EX_OSERR;
    free(line);
}

/* People try a reply first, and where a file or a mail is expected. */
static const char reply_hint[] =
    "hint: for a server's reply, as pasted: ndrwatch explain --text \"550 ...\"\n";

static void
tell_error(struct explain *explain, const char *file, const char *error)
{
    if (explain->json)
        put_json(explain, facts_json_error(file, error));
    else
        fprintf(stderr, "ndrwatch: explain: '%s': %s\n%s", file, error,
                explain->text ? "" : reply_hint);
    explain->code = EX_NOINPUT;
}

static void
tell_other(struct explain *explain, const char *file, bool several)
{
    if (explain->code == 0)
        explain->code = FOUND_SOME_OTHER;
    if (explain->json) {
        put_json(explain, facts_json_other(file));
        return;
    }
    if (explain->text)
        puts(
            "This is not a reply I know. Paste the whole line that begins with a number, such as\n"
            "\"550 5.4.316 Message expired\".");
    else if (several)
        printf("%s: this is not a returned mail.\n", file);
    else
        printf("This is not a returned mail.\n%s", reply_hint);
}

static void
tell_bounce(struct explain *explain, const char *file, const struct bounce *bounce)
{
    const struct bounce_moment moment = {
        .size = sizeof moment,
        .now = explain->now,
        .zone = explain->fixed ? local_zone : NULL,
    };
    const struct render_style style = {
        .width = columns(explain),
        .colour = wants_colour(explain),
        .details = explain->details,
        .notes = explain->notes,
        .why = explain->why,
    };
    if (bounce->kind == BOUNCE_CHALLENGED && explain->code == 0)
        explain->code = FOUND_SOME_OTHER;
    char *words;
    if (explain->json) {
        put_json(explain, facts_json(bounce, file, &moment));
    } else if (render_bounce(bounce, &moment, &style, &words)) {
        fputs(words, stdout);
        free(words);
    } else {
        tell_error(explain, file, "not enough memory");
    }
}

static void
explain_bytes(struct explain *explain, const char *file, const char *bytes,
              size_t length, bool several)
{
    const struct bounce_options options = {
        .size = sizeof options,
        .convert = charset_convert,
    };
    struct bounce *bounce;
    enum bounce_result result = explain->text
                                    ? bounce_read_reply(bytes, length, &options,
                                                        &bounce)
                                    : bounce_read(bytes, length, &options, &bounce);
    explain->mails++;
    explain->returned += result == BOUNCE_READ;
    if (result == BOUNCE_NOT_ONE && explain->among && !explain->json) {
        if (explain->code == 0)
            explain->code = FOUND_SOME_OTHER;
        return;
    }
    progress_clear(&explain->progress);
    if (explain->told++ > 0 && !explain->json)
        putchar('\n');
    switch (result) {
    case BOUNCE_READ:
        tell_bounce(explain, file, bounce);
        bounce_free(bounce);
        break;
    case BOUNCE_NOT_ONE:
        tell_other(explain, file, several);
        break;
    case BOUNCE_NO_MEMORY:
        tell_error(explain, file, "not enough memory");
        break;
    }
}

/* How many of many came back. */
static void
tell_count(struct explain *explain, const char *path)
{
    char *name = charset_valid(path);
    if (explain->told++ > 0)
        putchar('\n');
    printf("%s: %zu of %zu mails came back.\n", name ? name : "-", explain->returned,
           explain->mails);
    free(name);
}

/* All mails of a file, an mbox or a folder. */
static void
explain_file(struct explain *explain, const char *path, bool several)
{
    if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
        fputs("Paste the returned mail here, then press Enter and Ctrl-D.\n", stderr);
    struct mailbox *mailbox = mailbox_open(path);
    struct mailbox_mail mail;
    enum mailbox_result result;
    explain->mails = explain->returned = 0;
    if (!mailbox)
        tell_error(explain, "-", "not enough memory");
    while (mailbox && (result = mailbox_next(mailbox, &mail)) != MAILBOX_END) {
        char *name = charset_valid(mail.name);
        explain->among = !mail.alone;
        progress_tell(&explain->progress, explain->mails, explain->returned);
        if (!name || result == MAILBOX_ERROR)
            tell_error(explain, name ? name : "-",
                       name ? mail.why : "not enough memory");
        else
            explain_bytes(explain, name, mail.bytes, mail.length, several);
        free(name);
    }
    mailbox_close(mailbox);
    progress_clear(&explain->progress);
    if (explain->among && explain->mails > 0 && !explain->json)
        tell_count(explain, path);
    explain->among = false;
}

/* `--text 550 5.4.316 Message expired` works without quotes, too. */
static void
explain_text(struct explain *explain, int argc, char **argv)
{
    char reply[REPLY_MAX];
    size_t length = 0;
    for (int i = -1; i < argc; i++) {
        const char *word = i < 0 ? explain->text : argv[i];
        size_t letters = strlen(word);
        if (letters + 1 >= sizeof reply - length) {
            explain->code = usage("--text is too long; save the mail as a file", NULL);
            return;
        }
        memcpy(reply + length, word, letters);
        reply[length + letters] = ' ';
        length += letters + 1;
    }
    explain_bytes(explain, "", reply, length, false);
}

static bool
parse_width(const char *text, unsigned *ret)
{
    char *end;
    unsigned long width = strtoul(text, &end, 10);
    if (*end || end == text || width == 0 || width > WIDTH_MAX)
        return false;
    *ret = (unsigned)width;
    return true;
}

enum option_name {
    OPTION_TEXT = 256, /* above every letter */
    OPTION_JSON,
    OPTION_NOW,
    OPTION_NO_COLOR,
    OPTION_WIDTH,
    OPTION_DETAILS,
    OPTION_WHY,
    OPTION_POSTMASTER,
    OPTION_HELP
};

/* What the option asks for; -1: go on, else the exit code. */
static int
take_option(int option, const char *word, struct explain *explain)
{
    switch (option) {
    case OPTION_TEXT:
        explain->text = optarg;
        return -1;
    case OPTION_JSON:
        explain->json = true;
        return -1;
    case OPTION_NOW:
        explain->fixed = true;
        return parse_time(optarg, &explain->now)
                   ? -1
                   : usage("--now takes a time such as 2026-04-06T19:11:58Z", optarg);
    case OPTION_NO_COLOR:
        explain->plain = true;
        return -1;
    case OPTION_WIDTH:
        return parse_width(optarg, &explain->width)
                   ? -1
                   : usage("--width takes a number of columns", optarg);
    case OPTION_DETAILS:
        explain->details = true;
        return -1;
    case OPTION_WHY:
        explain->why = true;
        return -1;
    case OPTION_POSTMASTER:
        explain->notes = true;
        return -1;
    case OPTION_HELP:
        help();
        return terminal_end(EX_OK);
    case ':':
        return usage("an argument is missing after", word);
    default:
        return usage("no such option", word);
    }
}

static int
parse_options(int argc, char **argv, struct explain *explain)
{
    static const struct option options[] = {
        {"text", required_argument, NULL, OPTION_TEXT},
        {"json", no_argument, NULL, OPTION_JSON},
        {"now", required_argument, NULL, OPTION_NOW},
        {"no-color", no_argument, NULL, OPTION_NO_COLOR},
        {"width", required_argument, NULL, OPTION_WIDTH},
        {"details", no_argument, NULL, OPTION_DETAILS},
        {"why", no_argument, NULL, OPTION_WHY},
        {"postmaster", no_argument, NULL, OPTION_POSTMASTER},
        {"help", no_argument, NULL, OPTION_HELP},
        {0},
    };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        int code = take_option(option, argv[optind - 1], explain);
        if (code >= 0)
            return code;
    }
    return -1;
}

int
cmd_explain(int argc, char **argv)
{
    struct explain explain = {.fixed = getenv("TZ") != NULL,
                              .progress = progress_begin()};
    int code = parse_options(argc, argv, &explain);
    if (code >= 0)
        return code;
    argc -= optind;
    argv += optind;
    tzset();
    if (explain.text)
        explain_text(&explain, argc, argv);
    else if (argc == 0)
        explain_file(&explain, "-", false);
    for (int i = 0; i < argc && !explain.text; i++)
        explain_file(&explain, argv[i], argc > 1);
    return terminal_end(explain.code);
}
