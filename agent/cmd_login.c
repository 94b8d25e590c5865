/* cmd_login: `ndrwatch login`, signs in where a provider takes no password, and keeps what it grants. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/browser.h"
#include "agent/clock.h"
#include "agent/cmd.h"
#include "agent/denial.h"
#include "agent/grant.h"
#include "agent/harden.h"
#include "agent/issuer.h"
#include "agent/latch.h"
#include "agent/log.h"
#include "agent/pkce.h"
#include "agent/query.h"
#include "agent/redirect.h"
#include "agent/terminal.h"
#include "agent/vault.h"
#include "agent/visit.h"

static const char HELP[] =
    "usage: ndrwatch login ACCOUNT [--device | --browser | --paste] [--config FILE]\n"
    "\n"
    "Signs in to the provider of an account that takes no password, such as\n"
    "Outlook.com, and keeps what it grants: in the keyring, or sealed in a file where\n"
    "there is none. ndrwatch renews it by itself from then on.\n"
    "\n"
    "  ACCOUNT    its name in ndrwatch.conf\n"
    "  --device   with a code, which you type on a page in any browser, on any computer\n"
    "  --browser  with the browser of this computer\n"
    "  --paste    with a browser elsewhere: you paste the address where it ends\n"
    "  --config   another configuration file\n"
    "\n"
    "Without one of the three: as the provider prefers. The code is shown here alone;\n"
    "whoever sends you one means no good.\n"
    "\n"
    "A provider wants to know the program that signs in: it is registered there and\n"
    "has a client id. ndrwatch has none yet. Today you can\n"
    "  - register one yourself and write client_id = ID into the [account ...];\n"
    "  - let another program sign in that prints a token, and write\n"
    "    token_command = COMMAND (pizauth show, oama access, mutt_oauth2.py ...);\n"
    "  - for Gmail: add the account in GNOME Settings, Online Accounts, and write\n"
    "    goa_account = YOUR ADDRESS; or make an app password.\n"
    "None of the last two needs `ndrwatch login`.\n"
    "\n"
    "exit codes: 0 signed in, 1 it was refused, 69 cannot be reached, 75 try later,\n"
    "78 configuration\n"
    "\n"
    "ndrwatch login home\n";

enum {
    PASTE_MAX = 16 * 1024,     /* bytes of a line that is pasted */
    KEEP_PATIENCE = 35 * 1000, /* ms that the agent may take to renew the same grant */
    KEEP_PAUSE = 200,          /* ms */
};

enum way {
    WAY_USUAL = 0,
    WAY_DEVICE,
    WAY_BROWSER,
    WAY_PASTE,
};

/* One sign-in. */
struct login {
    const struct account *account;
    const struct vault *vault;
    struct issuer issuer;
    char secret[VAULT_SECRET_MAX]; /* of the client; "" */
    char form[WEB_FORM_MAX];
    struct visit visit;
    struct oauth_reply reply;
    enum denial_class class;
};

/* ---- asking ---- */

static int
complain(const char *text, const char *hint, int code)
{
    log_complain(text, hint);
    return code;
}

/* Asks an address with the form. False: with everything said. */
static bool
ask(struct login *login, const char *url)
{
    const struct web_request request = {url, login->form, WEB_PATIENCE};
    bool asked = visit_now(&login->visit, &request);
    explicit_bzero(login->form, sizeof login->form);
    if (!asked)
        log_complain("ndrwatch-net is missing or cannot be started",
                     "install ndrwatch again");
    return asked;
}

/* Asks for a token; what came is in class and reply. False: with everything said. */
static bool
ask_token(struct login *login)
{
    if (!ask(login, login->issuer.token))
        return false;
    const struct web_answer *answer = &login->visit.answer;
    oauth_reply_free(&login->reply);
    if (answer->outcome == WEB_ANSWERED)
        oauth_read_reply(answer->body, answer->length, &login->reply);
    login->class = denial_of(answer, &login->reply, clock_now());
    return true;
}

/* Says why there is no token. */
static int
refuse(const struct login *login)
{
    char words[DENIAL_TEXT_MAX], text[DENIAL_TEXT_MAX + 96];
    denial_words(login->class, &login->visit.answer, &login->reply, login->issuer.name,
                 login->account->name, words);
    snprintf(text, sizeof text, "not signed in: %s", words);
    bool later = login->class == DENIAL_PASSING || login->class == DENIAL_PORTAL ||
                 login->class == DENIAL_CLOCK;
    return complain(text, later ? "nothing has changed; try again later" : NULL,
                    later                           ? EX_UNAVAILABLE
                    : login->class == DENIAL_SET_UP ? EX_CONFIG
                                                    : 1);
}

/* ---- with a code (RFC 8628) ---- */

static void
show_code(const struct login *login, const struct oauth_device *device)
{
    printf("To sign in to %s for %s, open this page in any browser:\n\n    %s\n\n"
           "and type this code there:\n\n    %s\n\nIt is good for %ld minutes. Waiting "
           "...\n",
           login->issuer.name, login->account->address, device->page, device->shown,
           (long)(device->life + 59) / 60);
    fflush(stdout);
}

/* Asks until the person has finished. -1: here is the token; else the exit code. */
static int
poll_code(struct login *login, const struct oauth_device *device)
{
    int64_t now = clock_boot(), until = now + device->life * 1000, wait = device->wait;
    for (; now < until; now = clock_boot()) {
        poll(NULL, 0, (int)wait * 1000);
        if (!issuer_poll_form(&login->issuer, device->code, login->secret, login->form))
            return complain("the code of the sign-in is too long", NULL, EX_PROTOCOL);
        if (!ask_token(login))
            return EX_UNAVAILABLE;
        if (login->class == DENIAL_NONE)
            return -1;
        if (login->class == DENIAL_SLOW)
            wait += OAUTH_WAIT_UNSAID;
        else if (login->class == DENIAL_PASSING || login->class == DENIAL_PORTAL)
            wait *= 2; /* RFC 8628, 3.5 */
        else if (login->class != DENIAL_PENDING)
            return refuse(login);
        wait = wait < OAUTH_WAIT_MOST ? wait : OAUTH_WAIT_MOST;
        visit_end(&login->visit);
    }
    oauth_reply_free(&login->reply); /* its last answer was "wait" */
    login->class = DENIAL_LATE;
    return refuse(login);
}

static int
by_device(struct login *login)
{
    struct oauth_device device;
    if (!issuer_device_form(&login->issuer, login->form) ||
        !ask(login, login->issuer.device))
        return EX_UNAVAILABLE;
    const struct web_answer *answer = &login->visit.answer;
    if (answer->outcome != WEB_ANSWERED || answer->code != 200) {
        if (answer->outcome == WEB_ANSWERED)
            oauth_read_reply(answer->body, answer->length, &login->reply);
        login->class = denial_of(answer, &login->reply, clock_now());
        return refuse(login);
    }
    if (!oauth_read_device(answer->body, answer->length, login->issuer.pages, &device))
        return complain(
            "not signed in: the answer is none of that service, or sends you "
            "to a page that is not its own",
            "does this network want you to sign in on a page of its own?", EX_PROTOCOL);
    visit_end(&login->visit);
    show_code(login, &device);
    int code = poll_code(login, &device);
    explicit_bzero(&device, sizeof device);
    return code;
}

/* ---- with a browser (RFC 8252, 7636) ---- */

struct page {
    char verifier[PKCE_TEXT], state[PKCE_TEXT];
    char redirect[OAUTH_PAGE_MAX];
    char address[WEB_URL_MAX];
    struct redirect back;
};

static bool
make_page(const struct login *login, unsigned port, struct page *page)
{
    unsigned char dice[2][PKCE_DICE];
    char challenge[PKCE_TEXT];
    if (getrandom(dice, sizeof dice, 0) != sizeof dice)
        return false;
    pkce_text(dice[0], page->verifier);
    pkce_text(dice[1], page->state);
    explicit_bzero(dice, sizeof dice);
    pkce_challenge(page->verifier, challenge);
    issuer_redirect(&login->issuer, port, page->redirect);
    return issuer_page(&login->issuer, page->redirect, page->state, challenge,
                       login->account->address, page->address);
}

/* The code is exchanged for a token. -1: here it is; else the exit code. */
static int
exchange(struct login *login, const struct page *page)
{
    if (!issuer_code_form(&login->issuer, page->back.code, page->verifier,
                          page->redirect, login->secret, login->form))
        return complain("the code of the sign-in is too long", NULL, EX_PROTOCOL);
    if (!ask_token(login))
        return EX_UNAVAILABLE;
    return login->class == DENIAL_NONE ? -1 : refuse(login);
}

/* What came back, as a denial. */
static int
denied(struct login *login, const struct page *page)
{
    static const struct web_answer said = {.outcome = WEB_ANSWERED, .code = 400};
    snprintf(login->reply.error, sizeof login->reply.error, "%s", page->back.error);
    login->reply.read = true;
    login->visit.answer = said;
    login->class = denial_of(&said, &login->reply, clock_now());
    return refuse(login);
}

static int
by_browser(struct login *login, struct page *page)
{
    struct browser browser;
    if (!browser_listen(&browser) || !make_page(login, browser.port, page))
        return complain("not signed in: no port of this computer can be listened on",
                        "try --paste", EX_OSERR);
    bool opened = browser_open(page->address);
    printf("%s in your browser:\n\n    %s\n\nWaiting for it to come back, five minutes "
           "at most ...\n",
           opened ? "Sign in" : "Open this page", page->address);
    fflush(stdout);
    enum redirect_result result = browser_wait(
        &browser, page->state, login->issuer.issuer, clock_boot(), &page->back);
    browser_close(&browser);
    if (result == REDIRECT_DENIED)
        return denied(login, page);
    if (result == REDIRECT_FOREIGN)
        return complain("not signed in: the browser did not come back in five minutes",
                        "if it is on another computer: ndrwatch login with --paste", 1);
    return exchange(login, page);
}

static int
by_paste(struct login *login, struct page *page)
{
    static char line[PASTE_MAX];
    size_t length;
    /* Nobody listens there, and need not: the address bar shows it all the same. */
    if (!make_page(login, 1, page))
        return complain("not signed in: the address of the page is too long", NULL,
                        EX_CONFIG);
    printf(
        "Open this page in any browser and sign in:\n\n    %s\n\nIt ends at a page that "
        "cannot be shown; that is as it should be. Copy its whole\naddress, from the "
        "address bar, and paste it here:\n",
        page->address);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        return complain("not signed in: nothing was pasted", NULL, 1);
    const char *query = redirect_pasted(line, &length);
    enum redirect_result result = query
                                      ? redirect_read(query, length, page->state,
                                                      login->issuer.issuer, &page->back)
                                      : REDIRECT_FOREIGN;
    explicit_bzero(line, sizeof line);
    if (result == REDIRECT_DENIED)
        return denied(login, page);
    if (result == REDIRECT_FOREIGN)
        return complain(
            "not signed in: what was pasted does not belong to this sign-in",
            "begin anew, and copy the address of the last page whole", 1);
    return exchange(login, page);
}

/* ---- keeping ---- */

/* The agent may be renewing the grant that is to be replaced: waits for it. */
static int
take_latch(const struct place *place, const struct account *account)
{
    int64_t now = clock_boot(), until = now + KEEP_PATIENCE;
    int latch = latch_take(place, account->name, "token");
    for (; latch == LATCH_TAKEN && now < until; now = clock_boot()) {
        poll(NULL, 0, KEEP_PAUSE);
        latch = latch_take(place, account->name, "token");
    }
    return latch;
}

static void
tell_agent(const struct place *place, const char *account)
{
    json_t *answer = NULL;
    enum query_result result = query_agent(
        place, json_pack("{s:s, s:s}", "ask", "signed", "account", account), &answer);
    if (result == QUERY_ANSWERED)
        puts("ndrwatch goes on with it now.");
    else if (result == QUERY_NOBODY)
        puts("It is used as soon as ndrwatch runs: ndrwatch run");
    json_decref(answer);
}

static int
keep(struct login *login, const struct place *place)
{
    struct vault_answer answer = {0};
    struct grant grant;
    const struct oauth_reply *reply = &login->reply;
    if (!reply->refresh)
        return complain("not signed in: the service gave no token to renew the sign-in "
                        "with",
                        "allow the program to keep its access, then sign in again", 1);
    if (!grant_make(login->issuer.id, login->issuer.client, reply->user, reply->refresh,
                    clock_now(), &grant))
        return complain("not signed in: there is no memory left", NULL, EX_OSERR);
    char *text = grant_text(&grant);
    grant_free(&grant);
    int latch = take_latch(place, login->account);
    if (!text || latch < 0) {
        if (text)
            explicit_bzero(text, strlen(text));
        free(text);
        return complain(
            "signed in, but it cannot be kept: another ndrwatch is busy with "
            "it, or the disk is full",
            "sign in again in a minute", EX_TEMPFAIL);
    }
    size_t length = strlen(text);
    enum vault_outcome outcome = vault_put(
        login->vault, login->account, VAULT_REFRESH_TOKEN,
        (struct message_bytes){text, length}, &answer);
    explicit_bzero(text, length);
    free(text);
    close(latch);
    if (outcome == VAULT_GOOD)
        printf("Signed in to %s as %s. It is kept in %s.\n", login->issuer.name,
               reply->user[0] ? reply->user : login->account->user,
               vault_place_name(answer.place));
    else
        log_complain("signed in, but it cannot be kept", answer.why);
    vault_answer_wipe(&answer);
    if (outcome != VAULT_GOOD)
        return EX_TEMPFAIL;
    tell_agent(place, login->account->name);
    return terminal_end(EX_OK);
}

/* ---- all of it ---- */

static bool
knows(const struct issuer *issuer, const char *flow)
{
    return oauth_lists(issuer->flows, flow);
}

/* The way that was asked for, or the first that the service has. WAY_USUAL: it has not that one. */
static enum way
choose(const struct issuer *issuer, enum way way)
{
    bool listens = strncmp(issuer->redirect, "http:", 5) == 0;
    if (way == WAY_USUAL)
        way = strncmp(issuer->flows, "device", 6) == 0 ? WAY_DEVICE : WAY_BROWSER;
    if (way == WAY_BROWSER && !listens)
        way = WAY_PASTE; /* it leads back over TLS, which nobody here speaks */
    return knows(issuer, way == WAY_DEVICE ? "device" : "browser") ? way : WAY_USUAL;
}

static int
sign_in(struct login *login, enum way way)
{
    static struct page page;
    int code = EX_USAGE;
    switch (choose(&login->issuer, way)) {
    case WAY_USUAL:
        return complain("the sign-in service of this account has no such way",
                        "leave the option out", EX_USAGE);
    case WAY_DEVICE:
        code = by_device(login);
        break;
    case WAY_BROWSER:
        code = by_browser(login, &page);
        break;
    case WAY_PASTE:
        code = by_paste(login, &page);
        break;
    }
    explicit_bzero(&page, sizeof page);
    return code;
}

/* The secret of the client, if it has one. False: with everything said. */
static bool
get_client_secret(struct login *login)
{
    struct vault_answer answer = {0};
    if (!login->issuer.secret || login->account->client_secret_command[0] == '\0')
        return true;
    bool good = vault_get(login->vault, login->account, VAULT_CLIENT_SECRET, &answer) ==
                VAULT_GOOD;
    if (good)
        snprintf(login->secret, sizeof login->secret, "%s", answer.secret);
    else
        log_complain("no client secret", answer.why);
    vault_answer_wipe(&answer);
    return good;
}

static int
login_with(const struct place *place, const struct providers *providers,
           const struct account *account, enum way way)
{
    static struct login login;
    struct vault vault;
    char words[ISSUER_FAULT_MAX];
    login.account = account;
    enum issuer_fault fault = issuer_find(providers, account, &login.issuer);
    if (fault != ISSUER_GOOD) {
        issuer_fault_words(fault, &login.issuer, account, words);
        return complain(words, "ndrwatch login --help tells more", EX_CONFIG);
    }
    int latch = latch_take(place, account->name, "login");
    if (latch < 0)
        return complain(latch == LATCH_TAKEN
                            ? "another sign-in for this account is under way"
                            : "the folder of the state cannot be written",
                        latch == LATCH_TAKEN ? "finish that one, or end it with Ctrl-C"
                                             : strerror(errno),
                        EX_TEMPFAIL);
    vault_open(place, &vault);
    login.vault = &vault;
    int code = get_client_secret(&login) ? sign_in(&login, way) : EX_UNAVAILABLE;
    if (code < 0)
        code = keep(&login, place);
    visit_end(&login.visit);
    oauth_reply_free(&login.reply);
    explicit_bzero(&login, sizeof login);
    vault_close(&vault);
    close(latch);
    return code;
}

/* The account of that name; NULL: with everything said. */
static const struct account *
find_account(const struct config *config, const char *name)
{
    char text[128];
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->accounts[i].name, name) == 0 ||
            strcasecmp(config->accounts[i].address, name) == 0)
            return &config->accounts[i];
    snprintf(text, sizeof text, "there is no [account %.60s] in the configuration",
             name);
    log_complain(text, "ndrwatch status lists the accounts there are");
    return NULL;
}

static int
begin(const struct place *place, const char *name, enum way way)
{
    struct providers providers = {0};
    struct config *config = NULL;
    int code = config_load(place, &config);
    if (code == 0)
        code = place_make(place);
    if (code) {
        config_free(config);
        return code;
    }
    const struct account *account = find_account(config, name);
    providers_load(place, &providers);
    if (!account)
        code = EX_CONFIG;
    else if (vault_auth(account, providers_of(&providers, account->address,
                                              account->host)) == CONFIG_PASSWORD)
        code = complain("this account signs in with a password: there is nothing to do",
                        "write auth = oauth2 into its section if it should not",
                        EX_USAGE);
    else if (account->token_command[0] || account->goa_account[0])
        code = complain(
            "another program signs in for this account: there is nothing to "
            "do here",
            "take token_command or goa_account out of its section if it "
            "should not",
            EX_USAGE);
    else
        code = login_with(place, &providers, account, way);
    providers_free(&providers);
    config_free(config);
    return code;
}

int
cmd_login(int argc, char **argv)
{
    static const char *const ways[] = {[WAY_DEVICE] = "--device",
                                       [WAY_BROWSER] = "--browser",
                                       [WAY_PASTE] = "--paste"};
    const char *name = NULL, *config = NULL;
    enum way way = WAY_USUAL;
    struct place place;
    for (int i = 1; i < argc; i++) {
        enum way said = WAY_DEVICE;
        while (said <= WAY_PASTE && strcmp(argv[i], ways[said]) != 0)
            said++;
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (said <= WAY_PASTE && way == WAY_USUAL)
            way = said;
        else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            config = argv[++i];
        else if (argv[i][0] != '-' && !name)
            name = argv[i];
        else
            return complain("login: an option is unknown, or is there twice",
                            "ndrwatch login --help tells more", EX_USAGE);
    }
    if (!name)
        return complain("login: which account?", "for example: ndrwatch login home",
                        EX_USAGE);
    harden_process();
    int code = place_find(config, &place);
    if (code)
        return code;
    code = begin(&place, name, way);
    place_free(&place);
    return code;
}
