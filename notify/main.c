/* main: ndrwatch-notify, the desktop program: control socket on one side, bubbles on the
 * other. */
#include <getopt.h>
#include <glib-unix.h>
#include <stdio.h>
#include <sysexits.h>

#include "notify/control.h"
#include "notify/desktop.h"
#include "notify/toast.h"

static const char usage[] =
    "usage: ndrwatch-notify [--control SOCKET] [--icon NAME|FILE]\n"
    "\n"
    "Shows what `ndrwatch run` has to tell as notifications on the desktop. The\n"
    "session starts it; it waits for the agent, and for a notification server, as long\n"
    "as needed.\n"
    "\n"
    "  --control SOCKET  where the agent listens\n"
    "                    (default: $XDG_STATE_HOME/ndrwatch/control)\n"
    "  --icon NAME|FILE  the icon: a theme name or an absolute path\n"
    "                    (default: " TOAST_ENTRY ")\n"
    "  --help, --version\n"
    "\n"
    "exit: 0 a newer notifier took over, or the session ended; 64 usage; 69 no\n"
    "session bus; 78 no place for the control socket\n";

struct options {
    char *control;
    const char *icon;
};

struct program {
    GMainLoop *loop;
    int code;
    const char *path;    /* of the control socket */
    const char *server;  /* "": there is no notification server */
    char *server_memory; /* owns server, or NULL */
    struct control *control;
    struct desktop *desktop;
    struct toast_board *board;
};

static void
finish(struct program *program, int code)
{
    program->code = code;
    g_main_loop_quit(program->loop);
}

/* What the bubbles tell goes to the agent. */

static void
on_shown(const char *key, void *user)
{
    struct program *program = user;
    control_send(program->control, line_shown(key));
}

static void
on_failed(const char *key, const char *why, void *user)
{
    struct program *program = user;
    g_printerr("ndrwatch-notify: %s is not shown yet: %s\n", key, why);
    control_send(program->control, line_failed(key, why));
}

static void
on_pressed(const char *key, const char *action, void *user)
{
    struct program *program = user;
    control_send(program->control, line_action(action, key));
}

static void
on_closed(const char *key, unsigned reason, void *user)
{
    struct program *program = user;
    control_send(program->control, line_closed(key, reason));
}

static void
on_wanted(void *user)
{
    struct program *program = user;
    desktop_start(program->desktop);
}

/* What the agent tells goes to the bubbles. */

static void
on_ready(void *user)
{
    struct program *program = user;
    control_send(program->control, line_desktop(program->server));
}

static void
on_heard(const struct line *line, void *user)
{
    struct program *program = user;
    switch (line->kind) {
    case LINE_NOTICE:
        toast_tell(program->board, &(struct notice){
                                       .key = line->key,
                                       .urgency = line->urgency,
                                       .title = line->title,
                                       .body = line->body,
                                   });
        return;
    case LINE_WITHDRAW:
        toast_withdraw(program->board, line->key);
        return;
    case LINE_REPLACED:
        finish(program, EX_OK);
        return;
    case LINE_HELLO:
    case LINE_ERROR:
    case LINE_OTHER:
        return;
    }
}

/* The agent is told of the server once it is known whether there is one: so no notice comes
 * too early. */
static void
server_is(struct program *program, const char *name)
{
    g_free(program->server_memory);
    program->server_memory = g_strdup(name);
    program->server = name ? program->server_memory : "";
    toast_server(program->board, name);
    if (program->control)
        control_send(program->control, line_desktop(program->server));
    else
        program->control = control_open(
            program->path, (struct control_ears){on_ready, on_heard, program});
}

static void
on_came(const char *name, void *user)
{
    server_is(user, name);
}

static void
on_gone(void *user)
{
    server_is(user, NULL);
}

static void
on_lost(void *user)
{
    g_printerr(
        "ndrwatch-notify: the session bus has gone, and with it the desktop; start "
        "this program again in the next session\n");
    finish(user, EX_UNAVAILABLE);
}

static gboolean
on_signal(gpointer user)
{
    finish(user, EX_OK);
    return G_SOURCE_CONTINUE;
}

static int
run(const struct options *options)
{
    char *why = NULL;
    GDBusConnection *bus = desktop_bus(&why);
    if (!bus) {
        g_printerr("ndrwatch-notify: %s\n", why);
        g_free(why);
        return EX_UNAVAILABLE;
    }
    struct program program = {
        .loop = g_main_loop_new(NULL, FALSE),
        .path = options->control,
        .server = "",
    };
    program.board = toast_open(bus, options->icon,
                               (struct toast_ears){on_shown, on_failed, on_pressed,
                                                   on_closed, on_wanted, &program});
    program.desktop = desktop_open(
        bus, (struct desktop_ears){on_came, on_gone, on_lost, &program});
    guint term = g_unix_signal_add(SIGTERM, on_signal, &program);
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, &program);
    g_main_loop_run(program.loop);

    g_source_remove(term);
    g_source_remove(interrupt);
    desktop_close(program.desktop);
    toast_close(program.board);
    g_dbus_connection_flush_sync(bus, NULL, NULL); /* what was withdrawn just now */
    control_close(program.control);
    g_free(program.server_memory);
    g_main_loop_unref(program.loop);
    g_object_unref(bus);
    return program.code;
}

/* Returns -1 to go on, else the exit code. */
static int
read_options(int argc, char **argv, struct options *options)
{
    static const struct option names[] = {
        {"control", required_argument, NULL, 'c'},
        {"icon", required_argument, NULL, 'i'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (option) {
        case 'c':
            g_free(options->control);
            options->control = g_strdup(optarg);
            break;
        case 'i':
            options->icon = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            return EX_OK;
        case 'v':
            puts("ndrwatch-notify " NDRWATCH_VERSION);
            return EX_OK;
        default:
            fputs(usage, stderr);
            return EX_USAGE;
        }
    }
    if (optind == argc)
        return -1;
    fprintf(stderr, "ndrwatch-notify: '%s' is one word too many\n%s", argv[optind],
            usage);
    return EX_USAGE;
}

static int
run_at_control(struct options *options)
{
    if (!options->control)
        options->control = control_path();
    if (!options->control) {
        g_printerr("ndrwatch-notify: no home directory: set HOME or XDG_STATE_HOME, or "
                   "name the socket with --control\n");
        return EX_CONFIG;
    }
    if (!control_path_fits(options->control)) {
        g_printerr(
            "ndrwatch-notify: '%s' is too long for a socket; set XDG_STATE_HOME to "
            "a shorter path\n",
            options->control);
        return EX_CONFIG;
    }
    return run(options);
}

int
main(int argc, char **argv)
{
    struct options options = {.icon = TOAST_ENTRY};
    int code = read_options(argc, argv, &options);
    if (code < 0)
        code = run_at_control(&options);
    g_free(options.control);
    return code;
}
