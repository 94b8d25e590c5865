/* wording: what the words of a report say about the mail, whoever wrote them. */
#include "classify/wording.h"

#include "classify/phrase.h"

/* Each list holds English first, then German, French, Spanish, Italian, Portuguese, Dutch,
 * Swedish, Danish and Norwegian, Finnish, Polish, Czech, Hungarian, Turkish, Russian,
 * Japanese, Chinese, Korean, as far as systems write in them. Only ASCII letters fit in
 * either case: others lack a first letter that may be a capital. */

/* The lists, and what the words heard of are a set of: bit 1 << list. */
enum list {
    ASKS,
    GOES_ON_SUBJECT,
    GOES_ON,
    PROMISES,
    FINAL,
    OVER,
    OVER_SUBJECT,
    ARRIVED,
    DAEMONS,
    HOLDS,
    INCOMING,
    RETURNS,
    TELLS,
    LISTS
};

// clang-format off
static const char *const lists[LISTS] = {
    /* The sender is asked for something before the mail goes on: a filter holds it
     * back until its sender confirms it, and some dress that as a delivery report. */
    [ASKS] =
        "not pre-approved|guest list|been waitlisted|was waitlisted|challenge-response|"
        "challenge/response|awaiting your confirmation|waiting for your confirmation|"
        "waits for your confirmation|until you confirm|confirm that you sent|"
        "confirm you sent|confirm your message|verify that you sent|verify your message|"
        "verify that you are human|prove that you are human|add yourself to my|"
        "request to be added to|sender confirmation",
    /* Trying goes on, in the subject and in the report. */
    [GOES_ON_SUBJECT] =
        "delay|still being retried|warning|could not send message for|deferred|temporary|"
        "not yet been delivered|verzöger|verzoeger|retard|différé|retras|demora|ritard|atras|vertraag|"
        "försen|forsink|viiväst|opóźni|zpožd|késik|gecik|адерж|тложен|遅延|遅れ|延迟|延遲|지연",
    [GOES_ON] =
        "will be retried|will retry|will keep trying|will continue to try|"
        "not yet been delivered|has been delayed|have been delayed|is delayed|"
        "still being retried|attempts to deliver|not been delivered yet|"
        "will continue for up to|could not be delivered yet|still trying|"
        "keep trying to deliver|be retried for|try again for|delayed 24 hours|"
        "delivery is delayed|message delayed|will be attempted again|another attempt|"
        "has been waiting|delayed mail|kept in the queue|remains in the queue|"
        "still in the queue|has not yet been|will try again|be tried again|continue trying|"
        "noch nicht zugestellt|weiterhin versuch|versucht weiterhin|erneut versuch|"
        "weitere zustellversuche|verzögert|verzoegert|pas encore été|continuer à essayer|"
        "nouvelles tentatives|retardé|todavía no se ha|aún no se ha|seguirá intent|"
        "continuará intent|retrasó|ha retrasado|stato ancora consegnato|"
        "ancora stato consegnato|ancora stato recapitato|continuerà a tentare|altri tentativi|"
        "è stata ritardata|ainda não foi|continuará a tentar|continuará tentando|"
        "novas tentativas|está atrasada|foi atrasada|nog niet bezorgd|nog niet afgeleverd|"
        "blijft proberen|opnieuw geprobeerd|is vertraagd|nnu inte levererats|har försenats|"
        "är försenad|fortsätter att försöka|endnu ikke leveret|ennå ikke levert|er forsinket|"
        "ei ole vielä toimitettu|on viivästynyt|jeszcze nie dostarcz|jeszcze dostarczona|"
        "kolejne próby|dosud nebyla doručena|zatím nebyla doručena|még nem kézbesít|"
        "henüz teslim edil|denemeye devam|щё не доставлен|ще не доставлен|ока не доставлен|"
        "ока не удалось доставить|будут продолжены|продолжит попыт|продолжает попыт|"
        "будет пытаться|овторит попыт|遅延して|まだ配信されて|引き続き|再送を試み|再試行します|再度配信|尚未送达|尚未送達|继续尝试|繼續嘗試|"
        "仍在尝试|稍后重试|아직 전달되지|아직 배달되지|계속 시도",
    /* Said only of a mail that is still on its way, whatever else the report says. */
    [PROMISES] =
        "attempts will continue|warning message only|is a warning message|"
        "do not need to resend|do not need to re-send|no need to resend|"
        "is not an error report|temporary failure report|no action is required|"
        "not need to do anything|don't need to do anything|no action is needed|"
        "brauchen die nachricht nicht erneut|keine aktion erforderlich|keine aktion nötig|"
        "keine aktion noetig|müssen nichts tun|muessen nichts tun|bisher nicht zugestellt|"
        "bislang nicht zugestellt|bisher noch nicht zugestellt|versucht es noch|"
        "versucht es weiter|aucune action n'est|rien à faire|remis pour le moment|"
        "remis pour l'instant|remis jusqu'à présent|réessaiera|réessayera|va réessayer|"
        "no es necesario que reenv|no tiene que hacer nada|no es necesaria ninguna|"
        "ninguna acción|entregar por ahora|hasta ahora no se|seguirá intent|"
        "non è necessario rinviare|alcuna azione|finora non|riproverà|"
        "continuerà a tentare|continuerà a provare|não é necessário reenvi|"
        "precisa fazer nada|nenhuma ação|até agora não|até ao momento não|"
        "até o momento não|continuar tentando|continuar a tentar|hoeft niets te doen|"
        "geen actie vereist|tot nu toe niet|probeert het nog|blijft het proberen|"
        "behöver inte göra något|ingen åtgärd|levereras ännu|inte kunnat levereras ännu|"
        "servern försöker igen|vi försöker igen|fortsätter att försöka|fortsätter försöka|"
        "behøver ikke at gøre noget|behøver ikke gøre noget|leveres endnu|"
        "serveren forsøger igen|vi forsøger igen|"
        "fortsætter med at forsøge|trenger ikke å gjøre noe|trenger ikke gjøre noe|"
        "leveres ennå|fortsetter å prøve|fortsetter å forsøke|nie musisz nic robić|"
        "dotychczas nie|do tej pory nie|ponawiał próby|ponawiać próby|nemusíte nic dělat|"
        "zatím nepodařilo|dosud nepodařilo|dále pokoušet|ничего не требуется|"
        "ничего делать не нужно|ничего не нужно делать|ока не удалось|продолжит попыт|"
        "まだ配信|再送を続け|配信を続け|"
        "操作は必要ありません|対応は必要ありません|何もする必要はありません|"
        "暂时无法送达|暂时无法投递|"
        "继续尝试|繼續嘗試|无需进行任何|无需任何操作|暫時無法|계속 시도",
    /* Trying is over. The first ones leave no doubt. */
    [FINAL] =
        "giving up|given up|gave up|failed permanently|permanent error|fatal error|"
        "permanent failure|has been removed from the queue|will not be retried|"
        "no further attempts|keine weiteren versuche|keine weiteren zustellversuche|"
        "wird nicht weiter versucht|ne réessaiera pas|no seguirá intent|non riproverà|"
        "non continuerà|não continuará|probeert het niet|försöker inte igen|"
        "forsøger ikke igen|не продолжит|不再尝试|不会继续|不會繼續",
    [OVER] =
        "could not be delivered to|returned to you|not be delivered to one or more|"
        "undeliverable|delivery has failed|konnte nicht zugestellt|nicht zugestellt werden|"
        "n'a pas pu être|no se pudo entregar|no se puede entregar|no pudo ser entregado|"
        "non è stato possibile|impossibile recapitare|non può essere recapitato|"
        "não foi possível entregar|não pôde ser entregue|kan niet worden bezorgd|"
        "kon niet worden|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|"
        "nie można dostarczyć|nie mogła zostać dostarczona|nelze doručit|nebylo možné doručit|"
        "nem kézbesíthető|teslim edilemedi|не может быть доставлен|не удалось доставить|"
        "евозможно доставить|配信できませんでした|送信できませんでした|配信に失敗|配信不能|无法送达|未能送达|无法投递|无法发送到|被退回|無法傳遞|"
        "無法送達|전송되지 못|전달하지 못|배달할 수 없",
    /* The same in a subject. */
    [OVER_SUBJECT] =
        "undeliver|failure|failed|returned|returning|unzustellbar|non remis|non recapitabile|"
        "onbestelbaar|недоставлен|едоставлен|配信不能|退信",
    /* It did arrive. */
    [ARRIVED] =
        "successfully delivered|was delivered to the following|"
        "has been delivered to the following|successfully relayed",
    /* Senders that are mail systems. */
    [DAEMONS] =
        "mailer-daemon|mailerdaemon|mailer_daemon|mail delivery|maildelivery|"
        "delivery subsystem|mail-daemon|mail system|"
        "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
    /* Mails wait until their reader takes them. */
    [HOLDS] =
        "in quarantine|your quarantine|quarantine summary|quarantine digest|quarantine report|"
        "messages on hold|are on hold|pending message|pending mail|incoming message|"
        "release message|release all",
    /* Others wrote to the reader, and their mail was refused. "Sent to you" is the report. */
    [INCOMING] =
        "not delivered to you~|reach you~|reaching you~|addressed to you~|write to you~|writing to you~|"
        "following senders|these senders|blocked senders|rejected senders|"
        "mail to you was|mails to you were|messages to you were|message to you was|"
        "folgende absender|folgenden absender|blockierte absender|an sie wurde|"
        "expéditeurs suivants|expéditeurs bloqués|siguientes remitentes|"
        "remitentes bloqueados|seguenti mittenti|mittenti bloccati|seguintes remetentes|"
        "remetentes bloqueados|volgende afzenders|geblokkeerde afzenders|"
        "följande avsändare|blockerade avsändare|følgende afsendere|følgende avsendere|"
        "następujący nadawcy|następujących nadawców|následující odesílatelé|"
        "ледующие отправители|ледующих отправителей|次の差出人|以下の差出人|以下发件人|以下寄件者",
    /* The returned mail follows. */
    [RETURNS] =
        "copy of the message|copy of your message|original message|message header|"
        "unsent message|undelivered message|returned message|header of the original|"
        "original header|text of your message|original mail|message follows|headers follow|"
        "copy of the original|original e-mail|your message follows|returned mail follows|"
        "body of message generated|message d'origine|messaggio originale|"
        "originali del messaggio|urspr|originalmeddelande|oorspronkelijke|mensaje original|"
        "mensagem original|original text",
    /* A mail did not arrive. */
    [TELLS] =
        "undeliver|not be delivered|not deliver|delivery fail|failure notice|delivery failure|"
        "returned mail|delivery status|delivery problem|delivery error|mail failed|"
        "failed addresses|unable to deliver|able to deliver|not delivered|did not reach|"
        "couldn't reach|permanent error|fatal error|returning message|user unknown|"
        "unknown user|mailbox full|mailbox is full|delivery has failed|has been delayed|"
        "warning: message|still being retried|could not send|mail failure|returned to sender|"
        "rejected|returned to you|mail error|delivery errors|does not exist|no such user|"
        "not yet been delivered|nicht zugestellt|unzustellbar|non remis|non recapitabile|"
        "olevererbart|onbestelbaar|no se pudo entregar|não foi poss|no entregado|"
        "error occurred|could not process|mail delivery|system error|temporary error|"
        "message blocked|message you sent|delay",
};
// clang-format on

enum {
    /* Bytes of a text that are read again where it is looked at in pieces, so that no phrase
     * is torn: the longest has 50, and may have some blanks too many. */
    OVERLAP = 160,
};

_Static_assert(LISTS <= 32, "a set of lists is 32 bits");

const char *
wording_pattern(size_t list)
{
    return list < LISTS ? lists[list] : NULL;
}

/* What one piece of a text adds to what was heard. */
static unsigned
hear_piece(const struct phrase_text *text, unsigned heard)
{
    struct phrase_scan scan SLICE_RAW;
    phrase_begin(&scan, &phrase_wording, text);
    struct phrase_found found;
    while (phrase_next(&scan, &found)) {
        unsigned list = 1U << found.phrase->row;
        if ((heard & list) == 0 && phrase_fits(&scan, &found))
            heard |= list;
    }
    return heard;
}

unsigned
wording_hear(struct slice words)
{
    unsigned heard = 0;
    words = slice_to(words, WORDING_MAX);
    while (words.length > 0) {
        struct phrase_text text SLICE_RAW;
        size_t taken = phrase_prepare(&text, words);
        heard = hear_piece(&text, heard);
        words = slice_from(words, taken < words.length ? taken - OVERLAP : taken);
    }
    return heard;
}

static bool
says(unsigned heard, enum list list)
{
    return heard >> list & 1;
}

bool
wording_kind(unsigned subject, unsigned report, enum bounce_kind *kind)
{
    bool hopes = says(report, GOES_ON), final = says(report, FINAL);
    bool over = final || says(report, OVER);
    if (!final && says(report, PROMISES)) {
        *kind = BOUNCE_DELAYED;
        return true;
    }
    if (says(subject, GOES_ON_SUBJECT) && !says(subject, OVER_SUBJECT) &&
        (hopes || !over)) {
        *kind = BOUNCE_DELAYED;
        return true;
    }
    if (says(subject, OVER_SUBJECT) || over) {
        *kind = BOUNCE_FAILED;
        return true;
    }
    if (hopes)
        *kind = BOUNCE_DELAYED;
    else if (says(report, ARRIVED))
        *kind = BOUNCE_DELIVERED;
    else
        return false;
    return true;
}

/* How the subjects of reports begin, by the first byte. */
#define HEADS(...) ((const char *const[]){__VA_ARGS__, NULL})
// clang-format off
static const char *const *const heads[256] = {
    ['['] = HEADS("[bounce]"),
    ['a'] = HEADS("atrasad"),
    ['b'] = HEADS("bounced mail", "bounced message", "bericht niet bezorgd"),
    ['c'] = HEADS("could not deliver", "cannot deliver", "can't deliver", "correo devuelto",
        "correo no entregado"),
    ['d'] = HEADS("delivery failure", "delivery failed", "delivery has failed",
        "delivery status", "delivery notification", "delivery report", "delivery error",
        "delivery problem", "delivery delay", "delivery incomplete", "delayed mail",
        "delayed delivery"),
    ['e'] = HEADS("email delivery", "e-mail delivery", "entrega retrasada", "error de entrega",
        "errore di consegna", "erro de entrega", "entrega atrasada", "ei voitu toimittaa"),
    ['f'] = HEADS("failure notice", "failure delivery", "failed mail", "failed delivery",
        "fallo en la entrega", "falha na entrega", "falha ao entregar", "försenad", "forsinket"),
    ['g'] = HEADS("gecikti"),
    ['i'] = HEADS("ikke leveret", "ikke levert", "iletilemedi"),
    ['k'] = HEADS("kan niet worden bezorgd", "kunde inte leverera", "kan ikke leveres",
        "kézbesíthetetlen"),
    ['l'] = HEADS("leveransen misslyckades"),
    ['m'] = HEADS("mail delivery", "mail failure", "mail failed", "mail system error",
        "mail error", "mail status", "mail returned", "message delivery", "message status",
        "message undeliverable", "message not delivered", "message delayed",
        "message could not be delivered", "message blocked", "message returned",
        "mail konnte nicht", "message non distribué", "message non remis", "mail non distribué",
        "mensaje no entregado", "mancato recapito", "mancata consegna",
        "messaggio non recapitato", "mensagem não entregue"),
    ['n'] = HEADS("non-delivery", "non delivery", "nondeliverable", "nondelivery",
        "notice: mail delivery", "nicht zustellbar", "nachricht konnte nicht", "non remis",
        "no se puede entregar", "no se pudo entregar", "no entregado", "non recapitabile",
        "não entregue", "não é possível entregar", "não foi possível entregar", "niet bezorgd",
        "niet afgeleverd", "nie można dostarczyć", "niedostarcz", "nie dostarczono",
        "nedoručiteln", "nedoručen", "nelze doručit"),
    ['o'] = HEADS("onbestelbaar", "olevererbart", "oleverbart", "opóźnion"),
    ['p'] = HEADS("permanent delivery failure"),
    ['r'] = HEADS("returned mail", "returned to sender", "returned email", "remise différée",
        "remise retardée", "retardé", "retrasado", "ritardo nella consegna", "ritardato"),
    ['s'] = HEADS("sikertelen kézbesítés"),
    ['t'] = HEADS("toimitus epäonnistui", "teslim edilem"),
    ['u'] = HEADS("undeliver", "unable to deliver", "unzustellbar", "ulevert", "uanbringelig"),
    ['v'] = HEADS("verzögert", "vertraagd", "viivästynyt"),
    ['w'] = HEADS("warning: message", "warning: could not send", "warning: e-mail",
        "warning: mail", "warning: delayed"),
    ['z'] = HEADS("zustellung fehlgeschlagen", "zustellung verzögert", "zustellung verzoegert", "zustellfehler",
        "zpožděn"),
    [0xC3] = HEADS("échec de la remise", "échec de remise", "échec de livraison"),
    [0xD0] = HEADS("недоставлен", "Недоставлен", "не доставлен", "Не доставлен",
        "ваше сообщение не доставлен", "Ваше сообщение не доставлен", "не удается доставить",
        "Не удается доставить", "ошибка доставки", "Ошибка доставки", "задержка доставки",
        "Задержка доставки", "возврат", "Возврат"),
    [0xE3] = HEADS("メールエラー", "エラーメール", "メール配信エラー", "メール送信エラー"),
    [0xE4] = HEADS("不達"),
    [0xE5] = HEADS("发送失败", "傳送失敗", "寄送失敗"),
    [0xE6] = HEADS("未送达", "无法投递", "无法送达", "投递失败", "投递延迟", "未傳遞"),
    [0xE7] = HEADS("系统退信", "無法傳遞", "無法送達"),
    [0xE9] = HEADS("配信不能", "配信エラー", "配信遅延", "配信失敗", "送信エラー", "送信できません", "退信", "邮件退信", "退回"),
    [0xEB] = HEADS("배달되지 않음", "배달 실패", "메일 전송 실패", "반송"),
    [0xEC] = HEADS("전송 실패", "전달 실패"),
    /* Their bytes, letters in lower case, for where nobody converts. ISO-2022-JP:
     * 配信不能, 配信エラー, 配信遅延, 配信失敗, 送信エラー, 送信できません, メールエラー, エラーメール, 不達, メール不達,
     * メール配信エラー, メール送信エラー. */
    [0x1B] = HEADS("\x1b$bg[?.itg=", "\x1b$bg[?.%(%i!<", "\x1b$bg[?.cy1d", "\x1b$bg[?.<:gt",
        "\x1b$baw?.%(%i!<", "\x1b$baw?.$g$-$^$;$s", "\x1b$b%a!<%k%(%i!<",
        "\x1b$b%(%i!<%a!<%k", "\x1b$bitc#", "\x1b$b%a!<%kitc#",
        "\x1b$b%a!<%kg[?.%(%i!<", "\x1b$b%a!<%kaw?.%(%i!<"),
    /* GBK: 发送失败; 退信, 退回, 投递失败; 无法投递, 未送达; 系统退信; 邮件退信. */
    [0xB7] = HEADS("\xb7\xa2\xcb\xcd\xca\xa7\xb0\xdc"),
    [0xCD] = HEADS("\xcd\xcb\xd0\xc5", "\xcd\xcb\xbb\xd8", "\xcd\xb6\xb5\xdd\xca\xa7\xb0\xdc"),
    [0xCE] = HEADS("\xce\xde\xb7\xa8\xcd\xb6\xb5\xdd", "\xce\xb4\xcb\xcd\xb4\xef"),
    [0xCF] = HEADS("\xcf\xb5\xcd\xb3\xcd\xcb\xd0\xc5"),
    [0xD3] = HEADS("\xd3\xca\xbc\xfe\xcd\xcb\xd0\xc5"),
    /* Big5: 未傳遞; 系統退信; 退信; 無法傳遞; 傳送失敗. */
    [0xA5] = HEADS("\xa5\xbc\xb6\xc7\xbb\xbc"),
    [0xA8] = HEADS("\xa8t\xb2\xce\xb0h\xabh"),
    [0xB0] = HEADS("\xb0h\xabh"),
    [0xB5] = HEADS("\xb5l\xaak\xb6\xc7\xbb\xbc"),
    [0xB6] = HEADS("\xb6\xc7\xb0""e\xa5\xa2\xb1\xd1"),
};
// clang-format on

bool
wording_heads(struct slice subject)
{
    subject = slice_trim(subject);
    if (subject.length == 0)
        return false;
    const char *const *head = heads[slice_lower(subject.at[0])];
    for (; head && *head; head++)
        if (slice_starts(subject, *head))
            return true;
    return false;
}

bool
wording_passes_on(struct slice subject)
{
    // clang-format off
    static const char *const marks[] = {
        "re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "rv:", "r:", "i:", "enc:", "res:", "sv:",
        "vs:", "vb:", "vl:", "antw:", "doorst:", "odp:", "pd:", "ynt:", "ilt:", "[fwd:",
        "re[", "fwd ", NULL};
    // clang-format on
    subject = slice_trim(subject);
    for (const char *const *mark = marks; *mark; mark++)
        if (slice_starts(subject, *mark))
            return true;
    return false;
}

bool
wording_daemon(struct slice sender)
{
    return says(wording_hear(sender), DAEMONS);
}

struct slice
wording_asks(unsigned heard, struct slice words)
{
    struct slice asks = slice_of(lists[ASKS]);
    words = slice_to(words, WORDING_MAX);
    while (says(heard, ASKS) && asks.length > 0) {
        struct slice ask = slice_cut(&asks, '|');
        size_t at = slice_find_so(words, (const char *)ask.at, ask.length);
        if (at != SLICE_NONE)
            return slice_to(slice_from(words, at), ask.length);
    }
    return (struct slice){0};
}

bool
wording_holds(unsigned heard)
{
    return says(heard, HOLDS);
}

bool
wording_incoming(unsigned heard)
{
    return says(heard, INCOMING);
}

bool
wording_returns(struct slice line)
{
    return says(wording_hear(line), RETURNS) && !slice_has(line, "was received");
}

bool
wording_tells(unsigned heard)
{
    return says(heard, TELLS) || says(heard, OVER) || says(heard, GOES_ON);
}
