/* interview: the questions of `ndrwatch setup`. */
#include "agent/interview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/autoconfig.h"
#include "agent/log.h"
#include "agent/quest.h"
#include "agent/terminal.h"

enum {
    TRIES = 3,          /* for an answer that can be used */
    QUESTION_MAX = 512, /* bytes */
};

static enum interview_end
unfit(const char *text, const char *hint)
{
    log_complain(text, hint);
    return INTERVIEW_UNFIT;
}

/* ---- the address ---- */

static bool
is_address(const char *text)
{
    const struct word word = {text, strlen(text), 0};
    const char *at = strrchr(text, '@');
    return edit_fits(text) && strlen(text) < FINDER_USER_MAX &&
           word_is_address(&word) && at && strchr(at, '.') != at + 1;
}

static enum interview_end
ask_address(struct interview *interview)
{
    char answer[FINDER_USER_MAX] = "";
    struct plan *plan = &interview->plan;
    if (plan->address[0] != '\0')
        return is_address(plan->address) ? INTERVIEW_DONE
                                         : unfit("setup: that is no mail address",
                                                 "it looks like you@example.org");
    if (!interview->person)
        return unfit(
            "setup: which address? There is no terminal to ask at",
            "ndrwatch setup --address you@example.org --password-command COMMAND "
            "--yes");
    for (int i = 0; i < TRIES; i++) {
        if (!dialog_ask("Your mail address: ", answer, sizeof answer))
            return INTERVIEW_STOPPED;
        if (is_address(answer)) {
            snprintf(plan->address, sizeof plan->address, "%s", answer);
            return INTERVIEW_DONE;
        }
        puts("It looks like you@example.org.");
    }
    return INTERVIEW_STOPPED;
}

/* ---- the server ---- */

/* By the domain's own page, as other mail programs do. */
static void
read_page(struct interview *interview)
{
    char url[AUTOCONFIG_URL_MAX];
    struct quest_page page = {0};
    if (autoconfig_url(interview->plan.address, url) &&
        quest_read(url, &dialog_stopped, &page))
        autoconfig_read(page.bytes, page.length, interview->plan.address,
                        &interview->found);
    free(page.bytes);
}

/* By DNS, where the person lets it. False: the person stops. */
static bool
look_up(struct interview *interview)
{
    struct lookups set = {0};
    char question[QUESTION_MAX];
    bool may = true;
    const char *domain = strrchr(interview->plan.address, '@') + 1;
    snprintf(
        question, sizeof question,
        "%.250s is of no provider that ndrwatch knows. May it ask the Domain Name\n"
        "System, and that domain's own web server, where its mail is?",
        domain);
    if (interview->person && !dialog_yes(question, true, &may))
        return false;
    if (may && finder_questions(interview->plan.address, &set) &&
        quest_names(&set, &dialog_stopped))
        finder_by_lookups(interview->providers, interview->plan.address, &set,
                          &interview->found);
    lookups_free(&set);
    if (may && !dialog_stopped && interview->found.how != FINDER_BY_MX &&
        interview->found.how != FINDER_BY_SRV)
        read_page(interview);
    return !dialog_stopped;
}

/* What was found is shown before anything is sent there: DNS can be forged. */
static enum interview_end
ask_host(struct interview *interview)
{
    struct finder *found = &interview->found;
    char answer[DIALOG_LINE_MAX] = "", question[QUESTION_MAX];
    bool known = found->how != FINDER_NOT;
    if (known)
        snprintf(question, sizeof question,
                 "Its mail server (Enter: %s): ", found->host);
    else
        snprintf(question, sizeof question,
                 "Its mail server for IMAP, as your provider names it: ");
    for (int i = 0; i < TRIES; i++) {
        if (!dialog_ask(question, answer, sizeof answer))
            return INTERVIEW_STOPPED;
        if (answer[0] == '\0' && known)
            return INTERVIEW_DONE;
        if (finder_by_host(interview->providers, interview->plan.address, answer,
                           found)) {
            interview->unsure = !found->row && !strchr(answer, ':');
            return INTERVIEW_DONE;
        }
        puts("It looks like imap.example.org, or imap.example.org:993.");
    }
    return INTERVIEW_STOPPED;
}

static enum interview_end
find(struct interview *interview)
{
    struct finder *found = &interview->found;
    const struct plan *plan = &interview->plan;
    if (interview->host) {
        if (!finder_by_host(interview->providers, plan->address, interview->host,
                            found))
            return unfit("setup: --host is no name of a server",
                         "it looks like "
                         "imap.example.org, or imap.example.org:993");
        interview->unsure = !found->row && !strchr(interview->host, ':') &&
                            plan->port == 0;
        return INTERVIEW_DONE;
    }
    if (finder_by_address(interview->providers, plan->address, found))
        return INTERVIEW_DONE;
    if (!look_up(interview))
        return INTERVIEW_STOPPED;
    interview->unsure = found->how == FINDER_GUESSED;
    if (found->how ==
        FINDER_BY_MX) /* a provider by its name: TLS vouches for the rest */
        return INTERVIEW_DONE;
    if (interview->person)
        return ask_host(interview);
    return found->how != FINDER_NOT
               ? INTERVIEW_DONE
               : unfit("setup: no mail server was found for this address",
                       "name it: --host imap.example.org");
}

/* ---- the secret ---- */

/* A value for the configuration. *ret "" : the person just presses Enter. */
static enum interview_end
ask_value(const char *question, char ret[PLAN_VALUE_MAX])
{
    char answer[DIALOG_LINE_MAX] = "";
    for (int i = 0; i < TRIES; i++) {
        if (!dialog_ask(question, answer, sizeof answer))
            return INTERVIEW_STOPPED;
        if (answer[0] == '\0' || edit_fits(answer)) {
            snprintf(ret, PLAN_VALUE_MAX, "%.*s", EDIT_VALUE_MAX, answer);
            return INTERVIEW_DONE;
        }
        puts("That is too long.");
    }
    return INTERVIEW_STOPPED;
}

static enum interview_end
ask_source(struct interview *interview)
{
    struct plan *plan = &interview->plan;
    char answer[PLAN_VALUE_MAX] = "";
    enum plan_source source = PLAN_TOKEN_COMMAND;
    enum interview_end end = ask_value("1, 2, or Enter to stop: ", answer);
    if (end != INTERVIEW_DONE || (answer[0] != '1' && answer[0] != '2'))
        return INTERVIEW_STOPPED;
    if (answer[0] == '2')
        source = PLAN_CLIENT_ID;
    end = ask_value(source == PLAN_CLIENT_ID ? "Client id: "
                                             : "The command that prints a token: ",
                    plan->sources[source]);
    if (end == INTERVIEW_DONE && plan->sources[source][0] == '\0')
        return INTERVIEW_STOPPED;
    if (source == PLAN_CLIENT_ID)
        interview->way = GUIDE_SIGN_IN;
    return end;
}

static enum interview_end
ask_password(struct interview *interview, const char *question)
{
    if (!dialog_secret(question, interview->secret, sizeof interview->secret))
        return INTERVIEW_STOPPED;
    return INTERVIEW_DONE;
}

static enum interview_end
ask_secret(struct interview *interview)
{
    char *screen = NULL;
    const struct plan *plan = &interview->plan;
    const struct render_style style = terminal_style(STDOUT_FILENO);
    interview->way = guide_way(&interview->found,
                               plan->sources[PLAN_CLIENT_ID][0] != '\0');
    if (!plan_keeps(plan))
        return INTERVIEW_DONE; /* it comes from elsewhere */
    if (!interview->person)
        return interview->way == GUIDE_SIGN_IN
                   ? INTERVIEW_DONE
                   : unfit(
                         "setup: where is the password? There is no terminal to type it at",
                         "say --password-command COMMAND, --password-file FILE or "
                         "--token-command COMMAND");
    putchar('\n');
    if (guide_render(&interview->found, interview->way, &style, &screen))
        fputs(screen, stdout);
    free(screen);
    putchar('\n');
    if (interview->way == GUIDE_SIGN_IN)
        return INTERVIEW_DONE;
    if (interview->way == GUIDE_NO_CLIENT)
        return ask_source(interview);
    for (int i = 0; i < TRIES; i++) {
        enum interview_end end = ask_password(interview,
                                              "Password (it is not shown): ");
        if (end != INTERVIEW_DONE || interview->secret[0] != '\0')
            return end;
        puts("Nothing was typed. Ctrl-C stops.");
    }
    return INTERVIEW_STOPPED;
}

enum interview_end
interview_again(struct interview *interview)
{
    struct plan *plan = &interview->plan;
    const char *other = interview->found.users[1];
    char question[QUESTION_MAX], before[DIALOG_LINE_MAX];
    bool more = other[0] != '\0' && strcmp(other, plan->user) != 0;
    if (more)
        snprintf(question, sizeof question,
                 "\nOnce more; a third try could lock your mailbox, so there is none.\n"
                 "Password (Enter: the same, signing in as %.200s): ",
                 other);
    else
        snprintf(question, sizeof question,
                 "\nOnce more; a third try could lock your mailbox, so there is none.\n"
                 "Password (it is not shown): ");
    memcpy(before, interview->secret, sizeof before);
    enum interview_end end = ask_password(interview, question);
    if (end == INTERVIEW_DONE && interview->secret[0] == '\0' && more) {
        memcpy(interview->secret, before, sizeof before);
        snprintf(plan->user, sizeof plan->user, "%s", other);
    }
    explicit_bzero(before, sizeof before);
    return end == INTERVIEW_DONE && interview->secret[0] == '\0' ? INTERVIEW_STOPPED
                                                                 : end;
}

/* ---- whose it is ---- */

static enum interview_end
ask_kind(struct interview *interview)
{
    struct plan *plan = &interview->plan;
    char answer[FINDER_USER_MAX] = "";
    if (interview->kind_said || !interview->person)
        return INTERVIEW_DONE;
    for (int i = 0; i < TRIES; i++) {
        if (!dialog_ask(
                "If somebody at work or school looks after this mailbox, type their "
                "address.\nElse press Enter: ",
                answer, sizeof answer))
            return INTERVIEW_STOPPED;
        if (answer[0] == '\0')
            return INTERVIEW_DONE;
        if (is_address(answer)) {
            plan->office = true;
            snprintf(plan->admin, sizeof plan->admin, "%s", answer);
            return INTERVIEW_DONE;
        }
        puts("It looks like it@example.org.");
    }
    return INTERVIEW_STOPPED;
}

enum interview_end
interview_run(struct interview *interview)
{
    enum interview_end end = ask_address(interview);
    if (end == INTERVIEW_DONE)
        end = find(interview);
    if (end != INTERVIEW_DONE)
        return end;
    plan_find(&interview->plan, &interview->found);
    plan_name(&interview->plan, interview->config, &interview->found);
    end = ask_secret(interview);
    return end == INTERVIEW_DONE ? ask_kind(interview) : end;
}
