/* person: for whom the words are: what the account's section and providers.ini say. */
#include "agent/person.h"

#include <string.h>

static const struct account *
account_of(const struct person_book *book, const char *name)
{
    for (size_t i = 0; book->config && i < book->config->count; i++)
        if (strcmp(book->config->accounts[i].name, name) == 0)
            return &book->config->accounts[i];
    return NULL;
}

/* "outlook.com", without an @, is found as an address of it is. */
static const struct providers_row *
by_domain(const struct providers *providers, const char *domain)
{
    char address[BOUNCE_TEXT_MAX + 1] = "@";
    if (strlen(domain) + 2 > sizeof address)
        return NULL;
    strcat(address, domain);
    return providers_by_address(providers, address);
}

/* The domain of the address says it, or else whose server is read. */
static const struct providers_row *
my_provider(const struct person_book *book, const struct account *account,
            const struct bounce *bounce)
{
    const struct providers *providers = &book->providers;
    const struct providers_row *row = NULL;
    if (account)
        row = providers_by_address(providers, account->address);
    if (!row)
        row = by_domain(providers, bounce->own_provider);
    if (!row && account)
        row = providers_by_imap(providers, account->host);
    return row;
}

static const struct providers_row *
their_provider(const struct person_book *book, const struct bounce_failure *failure)
{
    const char *const hosts[] = {failure->tried_host, failure->said_by,
                                 failure->remote_mta};
    const struct providers_row *row = providers_by_address(&book->providers,
                                                           failure->recipient);
    for (size_t i = 0; !row && i < sizeof hosts / sizeof hosts[0]; i++)
        row = providers_by_mx(&book->providers, hosts[i]);
    return row;
}

static const char *
support(const struct providers_row *row)
{
    return row ? row->values[PROVIDERS_SUPPORT] : "";
}

struct bounce_person
person_of(const struct person_book *book, const char *account,
          const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct bounce_person person = {
        .size = sizeof person, .admin = "", .support = "", .their_support = ""};
    if (!book)
        return person;
    const struct account *mine = account_of(book, account);
    person.office = mine && mine->office;
    if (person.office)
        person.admin = mine->admin;
    else
        person.support = support(my_provider(book, mine, bounce));
    person.their_support = support(their_provider(book, failure));
    return person;
}

json_t *
person_json(const struct bounce_person *person)
{
    return json_pack("{s:b, s:s, s:s, s:s}", "office", person->office, "admin",
                     person->admin, "support", person->support, "their_support",
                     person->their_support);
}

static const char *
text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

struct bounce_person
person_read(const json_t *object)
{
    return (struct bounce_person){
        .size = sizeof(struct bounce_person),
        .office = json_is_true(json_object_get(object, "office")),
        .admin = text(object, "admin"),
        .support = text(object, "support"),
        .their_support = text(object, "their_support"),
    };
}

void
person_open(const struct place *place, const struct config *config,
            struct person_book *ret)
{
    *ret = (struct person_book){.config = config};
    providers_load(place, &ret->providers);
}

void
person_close(struct person_book *book)
{
    providers_free(&book->providers);
    *book = (struct person_book){0};
}
