/* online: what GNOME Online Accounts gives for an address. */
#include "agent/keyring/online.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define NAME "org.gnome.OnlineAccounts"
#define PATH "/org/gnome/OnlineAccounts"

static void
say(struct online_answer *ret, const char *outcome, const char *why)
{
    ret->store.outcome = outcome;
    snprintf(ret->store.why, sizeof ret->store.why, "%s", why);
}

static void
say_error(struct online_answer *ret, GError *error)
{
    char *remote = g_dbus_error_get_remote_error(error);
    if (remote && strcmp(remote, NAME ".Error.NotAuthorized") == 0)
        say(ret, "failed",
            "GNOME needs you to sign in again: open Settings, Online Accounts");
    else if (g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
             g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
        say(ret, "away", "GNOME Online Accounts does not run here");
    else
        say(ret, "later", "GNOME Online Accounts could not sign in now");
    g_free(remote);
    g_error_free(error);
}

/* NULL: ret says why. The result is the caller's to unref. */
static GVariant *
call(GDBusConnection *bus, const char *path, const char *interface, const char *method,
     GVariant *arguments, struct online_answer *ret)
{
    GError *error = NULL;
    char *whole = g_strdup_printf("%s%s", interface[0] == '.' ? NAME : "", interface);
    GVariant *result = g_dbus_connection_call_sync(
        bus, NAME, path, whole, method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE,
        ONLINE_TIME, NULL, &error);
    g_free(whole);
    if (!result)
        say_error(ret, error);
    return result;
}

static bool
is_true(GVariant *properties, const char *name)
{
    gboolean value = FALSE;
    return properties && g_variant_lookup(properties, name, "b", &value) && value;
}

static const char *
text(GVariant *properties, const char *name)
{
    const char *value = "";
    return properties && g_variant_lookup(properties, name, "&s", &value) ? value : "";
}

/* Is it an account for mail of this address, switched on? interfaces: a{sa{sv}}. */
static bool
is_ours(GVariant *interfaces, const char *address)
{
    GVariant *account = g_variant_lookup_value(interfaces, NAME ".Account", NULL);
    GVariant *mail = g_variant_lookup_value(interfaces, NAME ".Mail", NULL);
    bool ours = account && mail && !is_true(account, "MailDisabled") &&
                is_true(mail, "ImapSupported") && text(mail, "ImapHost")[0] != '\0' &&
                g_ascii_strcasecmp(text(mail, "EmailAddress"), address) == 0;
    if (account)
        g_variant_unref(account);
    if (mail)
        g_variant_unref(mail);
    return ours;
}

static void
keep(struct online_answer *ret, const char *secret)
{
    size_t length = strlen(secret);
    if (length == 0 || length > SLIP_SECRET_MAX) {
        say(ret, "failed", "GNOME Online Accounts gave nothing to sign in with");
        return;
    }
    ret->store.secret = g_memdup2(secret, length);
    ret->store.length = length;
    say(ret, "good", "");
}

/* The secret of an account that was found. */
static void
fetch(GDBusConnection *bus, const char *path, GVariant *interfaces,
      struct online_answer *ret)
{
    GVariant *mail = g_variant_lookup_value(interfaces, NAME ".Mail", NULL);
    GVariant *oauth = g_variant_lookup_value(interfaces, NAME ".OAuth2Based", NULL);
    const char *secret = "";
    snprintf(ret->user, sizeof ret->user, "%s", text(mail, "ImapUserName"));
    GVariant *good = call(bus, path, ".Account", "EnsureCredentials", NULL, ret);
    GVariant *given = NULL;
    if (good && oauth)
        given = call(bus, path, ".OAuth2Based", "GetAccessToken", NULL, ret);
    else if (good)
        given = call(bus, path, ".PasswordBased", "GetPassword",
                     g_variant_new("(s)", "imap-password"), ret);
    if (given && oauth && g_variant_is_of_type(given, G_VARIANT_TYPE("(si)"))) {
        ret->token = true;
        g_variant_get(given, "(&si)", &secret, &ret->expires);
        keep(ret, secret);
    } else if (given && g_variant_is_of_type(given, G_VARIANT_TYPE("(s)"))) {
        g_variant_get(given, "(&s)", &secret);
        keep(ret, secret);
    } else if (given) {
        say(ret, "failed", "GNOME Online Accounts answers in a way not known here");
    }
    GVariant *all[] = {mail, oauth, good, given};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i])
            g_variant_unref(all[i]);
}

static void
look(GDBusConnection *bus, const char *address, struct online_answer *ret)
{
    GVariant *result = call(bus, PATH, "org.freedesktop.DBus.ObjectManager",
                            "GetManagedObjects", NULL, ret);
    if (!result)
        return;
    say(ret, "absent",
        "GNOME Online Accounts has no such address with mail switched on: open "
        "Settings, Online Accounts");
    if (g_variant_is_of_type(result, G_VARIANT_TYPE("(a{oa{sa{sv}}})"))) {
        GVariantIter *objects;
        const char *path;
        GVariant *interfaces;
        g_variant_get(result, "(a{oa{sa{sv}}})", &objects);
        while (ret->store.outcome[0] == 'a' &&
               g_variant_iter_loop(objects, "{&o@a{sa{sv}}}", &path, &interfaces)) {
            if (!is_ours(interfaces, address))
                continue;
            fetch(bus, path, interfaces, ret);
            g_variant_unref(interfaces);
            break;
        }
        g_variant_iter_free(objects);
    }
    g_variant_unref(result);
}

void
online_get(const struct slip *question, struct online_answer *ret)
{
    GError *error = NULL;
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    if (!bus) {
        g_error_free(error);
        say(ret, "away", "there is no session of a desktop here");
        return;
    }
    look(bus, question->texts[SLIP_ACCOUNT], ret);
    g_object_unref(bus);
}
