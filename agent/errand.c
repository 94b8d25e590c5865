/* errand: what is done once on an account's own session, from the asking to the answer. */
#include "agent/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/providers.h"

enum {
    AHEAD = 512 * 1024 /* bytes of a mail that wait to be written to ndrwatch-imap */
};

/* What folders are called where none says what it is for, the likeliest first. */
// clang-format off
static const char *const folder_names[MESSAGE_FOLDERS] = {
    [MESSAGE_SENT] = "Sent|Sent Items|Sent Messages|Sent Mail|[Gmail]/Sent Mail|[Google Mail]/Sent Mail|Sent-Mail|"
        "Gesendet|Gesendete Elemente|Gesendete Objekte|[Gmail]/Gesendet|Envoyés|Éléments envoyés|Messages envoyés|"
        "Envoyes|Enviados|Elementos enviados|Mensajes enviados|Itens enviados|Itens Enviados|Inviata|Inviati|"
        "Posta inviata|Verzonden|Verzonden items|Wysłane|Elementy wysłane|Отправленные|Отправленные элементы|"
        "Skickat|Sendt|Sendte elementer|Lähetetyt|Odeslané|Elküldött|Gönderilmiş Öğeler|已发送|已發送|送信済み|"
        "보낸메일함|OUTBOX",
    [MESSAGE_DRAFTS] = "Drafts|Draft|[Gmail]/Drafts|[Google Mail]/Drafts|Entwürfe|[Gmail]/Entwürfe|Entwurf|"
        "Brouillons|Borradores|Rascunhos|Bozze|Concepten|Wersje robocze|Robocze|Szkice|Черновики|Utkast|Kladder|"
        "Luonnokset|Koncepty|Piszkozatok|Taslaklar|草稿|草稿箱|草稿匣|下書き|임시보관함",
    [MESSAGE_JUNK] = "Junk|Spam|Junk Email|Junk E-mail|Junk Mail|Bulk Mail|Bulk|[Gmail]/Spam|[Google Mail]/Spam|Spamverdacht|"
        "Courrier indésirable|Indésirables|Pourriel|Correo no deseado|Lixo Eletrônico|Posta indesiderata|Ongewenste e-mail|"
        "Wiadomości-śmieci|Спам|Skräppost|Søppelpost|Roskaposti|Nevyžádaná pošta|垃圾邮件|迷惑メール|스팸메일함",
};
// clang-format on

/* ---- the table ---- */

static struct errand *
find(struct agent *agent, const struct message *message)
{
    for (size_t i = 0; i < ERRAND_MOST; i++) {
        struct errand *errand = &agent->errands.list[i];
        if (errand->used && errand->request == message->request &&
            errand->account == message->account)
            return errand;
    }
    return NULL;
}

static struct errand *
find_free(struct agent *agent)
{
    for (size_t i = 0; i < ERRAND_MOST; i++)
        if (!agent->errands.list[i].used)
            return &agent->errands.list[i];
    return NULL;
}

/* The caller may begin another one at once. */
static void
finish(struct agent *agent, struct errand *errand, const struct message_done *done)
{
    struct errand_hear hear = errand->hear;
    if (errand->fd >= 0)
        close(errand->fd);
    *errand = (struct errand){.fd = -1};
    hear.done(agent, hear.key, done);
}

static void
fail(struct agent *agent, struct errand *errand, enum message_outcome outcome,
     const char *why)
{
    finish(agent, errand,
           &(struct message_done){.outcome = outcome, .text = {why, strlen(why)}});
}

static void
tell_more(struct agent *agent, uint32_t account, uint32_t request, bool stop)
{
    const struct message_proceed more = {.stop = stop};
    message_put_proceed(&apart_child(agent, account)->out, account, request, &more);
}

/* ---- beginning ---- */

void
errand_names(const struct place *place, const struct account *account,
             enum message_folder folder, char names[ERRAND_NAMES_ROOM])
{
    struct providers providers = {0};
    const struct providers_row *row = NULL;
    if (folder == MESSAGE_SENT || folder == MESSAGE_JUNK)
        providers_load(place, &providers);
    row = providers_by_address(&providers, account->address);
    if (!row)
        row = providers_by_imap(&providers, account->host);
    const enum providers_key key = folder == MESSAGE_JUNK ? PROVIDERS_JUNK
                                                          : PROVIDERS_SENT;
    const char *first = row ? row->values[key] : "";
    if (strlen(first) > ERRAND_NAMES_ROOM / 2)
        first = "";
    snprintf(names, ERRAND_NAMES_ROOM, "%s%s%s", first, first[0] != '\0' ? "|" : "",
             folder_names[folder]);
    providers_free(&providers);
}

/* The folder as the account has it, unless the caller knows better. names: room for guesses. */
static void
name_folder(const struct agent *agent, const struct account *account,
            struct message_errand *errand, char names[ERRAND_NAMES_ROOM])
{
    const char *name = errand->folder == MESSAGE_DRAFTS ? account->drafts
                       : errand->folder == MESSAGE_JUNK ? account->junk
                                                        : account->sent;
    if (errand->kind == MESSAGE_FETCH || errand->folder == MESSAGE_WATCHED)
        return;
    if (errand->name.length == 0)
        errand->name = (struct message_bytes){name, strlen(name)};
    if (errand->name.length > 0 || errand->names.length > 0)
        return;
    errand_names(agent->place, account, (enum message_folder)errand->folder, names);
    errand->names = (struct message_bytes){names, strlen(names)};
}

static bool
begin(struct agent *agent, uint32_t account, const struct message_errand *wanted,
      struct errand_hear hear, int fd)
{
    struct errand *errand = find_free(agent);
    if (account >= agent->config->count || !errand ||
        wanted->time > MESSAGE_ERRAND_TIME_MAX)
        return false;
    struct message_errand out = *wanted;
    char names[ERRAND_NAMES_ROOM];
    struct child *child = apart_child(agent, account);
    if (out.time == 0)
        out.time = ERRAND_TIME;
    name_folder(agent, &agent->config->accounts[account], &out, names);
    agent->errands.last++;
    agent->errands.last += agent->errands.last == 0;
    *errand = (struct errand){
        .used = true,
        .lost = !child->pid || child->broken,
        .account = account,
        .request = agent->errands.last,
        .deadline = agent->now + (int64_t)out.time + ERRAND_GRACE,
        .hear = hear,
        .fd = fd,
        .size = (size_t)out.size,
    };
    if (!errand->lost)
        message_put_errand(&child->out, account, errand->request, &out);
    return true;
}

bool
errand_begin(struct agent *agent, uint32_t account, const struct message_errand *errand,
             struct errand_hear hear)
{
    return begin(agent, account, errand, hear, -1);
}

bool
errand_append(struct agent *agent, uint32_t account,
              const struct message_errand *errand, int fd, struct errand_hear hear)
{
    bool fits = errand->size > 0 && errand->size <= MESSAGE_WHOLE_MAX;
    if (fits && begin(agent, account, errand, hear, fd))
        return true;
    close(fd);
    return false;
}

/* ---- frames ---- */

bool
errand_piece(struct agent *agent, const struct message *message)
{
    struct message_piece piece;
    if (!message_read_piece(message, &piece))
        return false;
    struct errand *errand = find(agent, message);
    if (!errand) { /* we have stopped waiting for it */
        tell_more(agent, message->account, message->request, true);
        return true;
    }
    if (!errand->hear.take) /* nothing that it asked for */
        return false;
    bool more = errand->hear.take(agent, errand->hear.key, &piece);
    tell_more(agent, message->account, message->request, !more);
    if (!more)
        fail(agent, errand, MESSAGE_CUT_OFF, "It was not wanted any more.");
    return true;
}

bool
errand_over(struct agent *agent, const struct message *message)
{
    struct message_done done;
    if (!message_read_done(message, &done))
        return false;
    struct errand *errand = find(agent, message);
    if (errand)
        finish(agent, errand, &done);
    return true;
}

/* ---- going on ---- */

/* false: what was to be appended cannot be read. */
static bool
send_on(struct agent *agent, struct errand *errand)
{
    struct child *child = apart_child(agent, errand->account);
    if (errand->fd < 0 || errand->sent == errand->size || child->out.length > AHEAD)
        return true;
    char *bytes = malloc(MESSAGE_PIECE_MAX);
    bool good = bytes != NULL;
    while (good && errand->sent < errand->size && child->out.length <= AHEAD) {
        size_t left = errand->size - errand->sent;
        ssize_t got = pread(errand->fd, bytes,
                            left < MESSAGE_PIECE_MAX ? left : MESSAGE_PIECE_MAX,
                            (off_t)errand->sent);
        good = got > 0;
        if (!good)
            break;
        const struct message_piece piece = {.at = errand->sent,
                                            .looked = errand->sent + (size_t)got,
                                            .total = errand->size,
                                            .bytes = {bytes, (size_t)got}};
        message_put_piece(&child->out, errand->account, errand->request, &piece);
        errand->sent += (size_t)got;
    }
    free(bytes);
    return good;
}

void
errand_pump(struct agent *agent)
{
    for (size_t i = 0; i < ERRAND_MOST; i++) {
        struct errand *errand = &agent->errands.list[i];
        if (!errand->used)
            continue;
        if (errand->lost) {
            fail(agent, errand, MESSAGE_CUT_OFF,
                 "The part of ndrwatch that talks to mail servers is being started "
                 "anew.");
        } else if (agent->now >= errand->deadline) {
            tell_more(agent, errand->account, errand->request, true);
            fail(agent, errand, MESSAGE_TOO_SLOW,
                 "The mail server did not answer in time.");
        } else if (!send_on(agent, errand)) {
            tell_more(agent, errand->account, errand->request, true);
            fail(agent, errand, MESSAGE_CUT_OFF, "There is no memory left.");
        }
    }
}

/* Its mail goes on as soon as ndrwatch-imap has taken what it was given. */
static bool
can_send_on(struct agent *agent, const struct errand *errand)
{
    return errand->used && errand->fd >= 0 && errand->sent < errand->size &&
           apart_child(agent, errand->account)->out.length <= AHEAD;
}

int64_t
errand_due(struct agent *agent)
{
    int64_t due = 0;
    for (size_t i = 0; i < ERRAND_MOST; i++) {
        const struct errand *errand = &agent->errands.list[i];
        bool now = errand->lost || can_send_on(agent, errand);
        int64_t when = now ? agent->now : errand->deadline;
        if (errand->used && (due == 0 || when < due))
            due = when;
    }
    return due;
}

/* ---- the end ---- */

void
errand_lost(struct agent *agent, uint32_t account)
{
    for (size_t i = 0; i < ERRAND_MOST; i++) {
        struct errand *errand = &agent->errands.list[i];
        errand->lost = errand->lost || (errand->used && errand->account == account);
    }
}

void
errand_end(struct agent *agent)
{
    for (size_t i = 0; i < ERRAND_MOST; i++)
        if (agent->errands.list[i].used)
            fail(agent, &agent->errands.list[i], MESSAGE_CUT_OFF,
                 "ndrwatch is ending, or has read its configuration again.");
}
