/* store: secrets in the Secret Service of the desktop. */
#include "agent/keyring/store.h"

#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>

/* DONT_MATCH_NAME: gnome-keyring cannot see the schema of an item that is locked, and would say
 * that there is none (measured with 42.1). */
static const SecretSchema schema = {
    .name = "io.github.ndrwatch.Credential",
    .flags = SECRET_SCHEMA_DONT_MATCH_NAME,
    .attributes =
        {
            {"application", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {"account", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {"kind", SECRET_SCHEMA_ATTRIBUTE_STRING},
        },
};

static const char locked_words[] =
    "the keyring is locked: unlock it, for example by "
    "signing in to the desktop or with Passwords and Keys";

static void
say(struct store_answer *ret, const char *outcome, const char *why)
{
    ret->outcome = outcome;
    snprintf(ret->why, sizeof ret->why, "%s", why);
}

/* No bus and no service are told apart from a service that says no. */
static void
say_error(struct store_answer *ret, GError *error)
{
    bool away = g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
                g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
                g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_EXEC_FAILED) ||
                g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED) ||
                error->domain == G_IO_ERROR;
    if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)) {
        say(ret, "locked", locked_words);
    } else if (away) {
        say(ret, "away", "there is no keyring here");
    } else {
        say(ret, "failed", "the keyring refuses: ");
        size_t length = strlen(ret->why);
        snprintf(ret->why + length, sizeof ret->why - length, "%s", error->message);
    }
    g_error_free(error);
}

/* NULL: ret says why. */
static SecretService *
reach(struct store_answer *ret)
{
    GError *error = NULL;
    SecretService *service = secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, NULL,
                                                     &error);
    if (!service)
        say_error(ret, error);
    return service;
}

static GHashTable *
attributes_of(const struct slip *question)
{
    return secret_attributes_build(&schema, "application", "ndrwatch", "account",
                                   question->texts[SLIP_ACCOUNT], "kind",
                                   question->texts[SLIP_KIND], NULL);
}

/* The items of the question. False: ret says why there are none. */
static bool
search(SecretService *service, const struct slip *question, SecretSearchFlags flags,
       GList **items, struct store_answer *ret)
{
    GError *error = NULL;
    GHashTable *attributes = attributes_of(question);
    *items = secret_service_search_sync(service, &schema, attributes,
                                        flags | SECRET_SEARCH_ALL, NULL, &error);
    g_hash_table_unref(attributes);
    if (error)
        say_error(ret, error);
    else if (!*items)
        say(ret, "absent", "");
    return *items != NULL;
}

static void
take(SecretValue *value, struct store_answer *ret)
{
    gsize length = 0;
    const gchar *bytes = secret_value_get(value, &length);
    if (length == 0 || length > SLIP_SECRET_MAX) {
        say(ret, "failed", "what the keyring has is no secret of ndrwatch");
        return;
    }
    ret->secret = g_malloc(length);
    memcpy(ret->secret, bytes, length);
    ret->length = length;
    say(ret, "good", "");
}

void
store_get(const struct slip *question, struct store_answer *ret)
{
    GList *items = NULL;
    SecretService *service = reach(ret);
    if (!service)
        return;
    if (search(service, question, SECRET_SEARCH_LOAD_SECRETS, &items, ret)) {
        say(ret, "locked", locked_words);
        for (GList *at = items; at && ret->outcome[0] == 'l'; at = at->next) {
            SecretValue *value = secret_item_get_locked(at->data)
                                     ? NULL
                                     : secret_item_get_secret(at->data);
            if (value) {
                take(value, ret);
                secret_value_unref(value);
            }
        }
    }
    g_list_free_full(items, g_object_unref);
    g_object_unref(service);
}

/* Is there a keyring to put it into, and is it open? */
static bool
is_open(SecretService *service, struct store_answer *ret)
{
    GError *error = NULL;
    SecretCollection *collection = secret_collection_for_alias_sync(
        service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, &error);
    if (error) {
        say_error(ret, error);
        return false;
    }
    if (!collection) {
        say(ret, "away", "no keyring has been made here yet");
        return false;
    }
    bool locked = secret_collection_get_locked(collection);
    g_object_unref(collection);
    if (locked)
        say(ret, "locked", locked_words);
    return !locked;
}

void
store_put(const struct slip *question, struct store_answer *ret)
{
    GError *error = NULL;
    SecretService *service = reach(ret);
    if (!service)
        return;
    if (is_open(service, ret)) {
        GHashTable *attributes = attributes_of(question);
        char *label = g_strdup_printf(
            "ndrwatch: %s of %s (%s)", question->texts[SLIP_KIND],
            question->texts[SLIP_ACCOUNT], question->texts[SLIP_HOST]);
        SecretValue *value = secret_value_new(question->secret,
                                              (gssize)question->length, "text/plain");
        if (secret_service_store_sync(service, &schema, attributes,
                                      SECRET_COLLECTION_DEFAULT, label, value, NULL,
                                      &error))
            say(ret, "good", "");
        else
            say_error(ret, error);
        secret_value_unref(value);
        g_free(label);
        g_hash_table_unref(attributes);
    }
    g_object_unref(service);
}

void
store_forget(const struct slip *question, struct store_answer *ret)
{
    GList *items = NULL;
    SecretService *service = reach(ret);
    if (!service)
        return;
    if (search(service, question, SECRET_SEARCH_NONE, &items, ret)) {
        say(ret, "good", "");
        for (GList *at = items; at && ret->outcome[0] == 'g'; at = at->next) {
            GError *error = NULL;
            if (secret_item_get_locked(at->data))
                say(ret, "locked", locked_words);
            else if (!secret_item_delete_sync(at->data, NULL, &error))
                say_error(ret, error);
        }
    }
    g_list_free_full(items, g_object_unref);
    g_object_unref(service);
}

void
store_free(struct store_answer *answer)
{
    if (answer->secret)
        explicit_bzero(answer->secret, answer->length);
    g_free(answer->secret);
    answer->secret = NULL;
    answer->length = 0;
}
