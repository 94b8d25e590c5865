/* render: a returned mail as a person reads it in a terminal. Pure: gives text. */
#include "notify/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/page.h"
#include "notify/tale.h"

enum {
    INDENT = 8,          /* column of the words, behind a label */
    NUMBER = 3,          /* "1. " */
    TEXT_INDENT = 2,     /* of the text to copy */
    EVIDENCE_LABEL = 21, /* column of a fact's evidence */
    LABEL = 14,          /* column of the technical facts, behind INDENT / 4 */
    OTHERS_MAX =
        8, /* addresses named beside the first; more would push the steps away */
};

/* One report on its way to the page. */
struct rendering {
    struct page page;
    const struct bounce *bounce;
    const struct bounce_moment *moment;
    bool details, why, notes;
    char text[TALE_TEXT_ROOM]; /* the template filled last */
    struct tale_detail detail; /* and the fact */
};

static const char *
fill(struct rendering *rendering, const struct bounce_failure *failure,
     const char *words)
{
    bounce_fill(words, rendering->bounce, failure, rendering->moment, rendering->text,
                sizeof rendering->text);
    return rendering->text;
}

static void
put_mark(const struct page *page, enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
        page_ink(page, PAGE_RED, "✗");
        page_ink(page, PAGE_BOLD, " Not delivered");
        break;
    case BOUNCE_DELAYED:
        page_ink(page, PAGE_YELLOW, "…");
        page_ink(page, PAGE_BOLD, " Still trying");
        break;
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
        page_ink(page, PAGE_GREEN, "✓");
        page_ink(page, PAGE_BOLD, " Handed on");
        break;
    case BOUNCE_DELIVERED:
        page_ink(page, PAGE_GREEN, "✓");
        page_ink(page, PAGE_BOLD, " Delivered");
        break;
    case BOUNCE_CHALLENGED:
        page_ink(page, PAGE_YELLOW, "?");
        page_ink(page, PAGE_BOLD, " Waits for you");
        break;
    }
}

static unsigned
mark_columns(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
        return sizeof "x Not delivered" - 1;
    case BOUNCE_DELAYED:
        return sizeof "x Still trying" - 1;
    case BOUNCE_CHALLENGED:
        return sizeof "x Waits for you" - 1;
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
    case BOUNCE_DELIVERED:
        return sizeof "x Delivered" - 1;
    }
    return 0;
}

/* The parts that say something, with the separator between them; "" where none does. */
static size_t
join(struct rendering *rendering, const struct bounce_failure *failure,
     const char *const parts[], const char *separator,
     char joined[static TALE_TEXT_ROOM])
{
    size_t length = 0;
    joined[0] = '\0';
    for (size_t i = 0; parts[i] && length < TALE_TEXT_ROOM; i++)
        if (*fill(rendering, failure, parts[i]))
            length += (size_t)snprintf(joined + length, TALE_TEXT_ROOM - length, "%s%s",
                                       length > 0 ? separator : "", rendering->text);
    return length;
}

/* ✗ Not delivered  pat@charter.net · “Lunch & photos <3” · Mon 15:11 */
static void
put_first_line(struct rendering *rendering, const struct bounce_failure *failure,
               bool first)
{
    static const char *const whole[] = {"{rcpt}", "{if subject}“{subject}”{/if}",
                                        "{reported_at}", NULL};
    static const char *const other[] = {"{rcpt}", NULL};
    const struct page *page = &rendering->page;
    char line[TALE_TEXT_ROOM];
    put_mark(page, failure->kind);
    if (join(rendering, failure, first ? whole : other, " · ", line) > 0) {
        fputs("  ", page->out);
        page_wrap(page, PAGE_PLAIN, mark_columns(failure->kind) + 2, 2, line);
    } else {
        fputc('\n', page->out);
    }
}

static void
put_label(const struct page *page, const char *label)
{
    fputs("  ", page->out);
    page_ink(page, PAGE_BOLD, label);
    fprintf(page->out, "%*s", INDENT - 2 - (int)strlen(label), "");
}

/* "  Why   ...": the parts as one paragraph; nothing where all are empty. */
static void
put_paragraph(struct rendering *rendering, const struct bounce_failure *failure,
              const char *label, const char *const parts[])
{
    char paragraph[TALE_TEXT_ROOM];
    if (join(rendering, failure, parts, " ", paragraph) == 0)
        return;
    put_label(&rendering->page, label);
    page_wrap(&rendering->page, PAGE_PLAIN, INDENT, INDENT, paragraph);
}

static void
put_steps(struct rendering *rendering, const struct bounce_failure *failure,
          const struct bounce_advice *advice)
{
    const struct page *page = &rendering->page;
    unsigned number = 0;
    for (size_t i = 0;
         bounce_step(advice, rendering->bounce, failure, rendering->moment, i,
                     rendering->text, sizeof rendering->text);
         i++) {
        if (!*rendering->text)
            continue;
        if (number == 0)
            put_label(page, "Do");
        else
            fprintf(page->out, "%*s", INDENT, "");
        number++;
        fprintf(page->out, "%u. ", number % 10);
        page_wrap(page, PAGE_PLAIN, INDENT + NUMBER, INDENT + NUMBER, rendering->text);
    }
}

/* "Facts  3 of your messages ... (measured here)": a line a finding. */
static void
put_findings(struct rendering *rendering, const struct bounce_finding *findings)
{
    const struct page *page = &rendering->page;
    bool first = true;
    for (const struct bounce_finding *one = findings; one; one = one->next) {
        if (!*one->words)
            continue;
        if (first)
            put_label(page, "Facts");
        else
            fprintf(page->out, "%*s", INDENT, "");
        first = false;
        const char *ground = tale_ground(one->ground);
        snprintf(rendering->text, sizeof rendering->text, "%s%s%s%s", one->words,
                 *ground ? " (" : "", ground, *ground ? ")" : "");
        page_wrap(page, PAGE_PLAIN, INDENT, INDENT, rendering->text);
    }
}

/* "  Code  550 5.4.316 · sure: high · rule ms.refused" */
static void
put_code(struct rendering *rendering, const struct tale_fate *fate)
{
    const struct page *page = &rendering->page;
    size_t length = strlen(fill(rendering, fate->failure, "{code}"));
    snprintf(rendering->text + length, sizeof rendering->text - length,
             "%s · sure: %s · rule %s", length > 0 ? "" : "none given",
             tale_sure(fate->why.certainty), fate->why.rule);
    put_label(page, "Code");
    page_wrap(page, PAGE_DIM, INDENT, INDENT, rendering->text);
}

/* What whoever runs the sending domain can do: for them, behind what concerns everybody. */
static void
put_notes(struct rendering *rendering, const struct tale_fate *fate)
{
    const struct page *page = &rendering->page;
    const struct bounce_advice *advice = bounce_advise(fate->why.cause,
                                                       BOUNCE_FOR_POSTMASTER);
    unsigned number = 0;
    for (size_t i = 0; advice->steps[i]; i++) {
        if (!*fill(rendering, fate->failure, advice->steps[i]))
            continue;
        if (number == 0) {
            fputs("\n  ", page->out);
            page_ink(page, PAGE_BOLD, "For whoever runs the sending domain");
            fputc('\n', page->out);
        }
        number++;
        fprintf(page->out, "  %u. ", number % 10);
        page_wrap(page, PAGE_PLAIN, 2 + NUMBER, 2 + NUMBER, rendering->text);
    }
}

static void
put_details(struct rendering *rendering, const struct bounce_failure *failure)
{
    const struct page *page = &rendering->page;
    fputs("\n  ", page->out);
    page_ink(page, PAGE_BOLD, "What the report says");
    fputc('\n', page->out);
    for (size_t i = 0; tale_detail(rendering->bounce, failure, rendering->moment, i,
                                   &rendering->detail);
         i++)
        if (*rendering->detail.text) {
            fprintf(page->out, "  %-*s", LABEL, rendering->detail.label);
            page_wrap(page, PAGE_PLAIN, LABEL + 2, LABEL + 2, rendering->detail.text);
        }
}

/* "  status        Status: line 7 of part 2" */
static void
put_evidence(const struct page *page, const struct bounce_evidence *evidence)
{
    char fact[32], line[BOUNCE_TEXT_MAX];
    snprintf(fact, sizeof fact, "%s", bounce_fact_name(evidence->fact));
    for (char *at = fact; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    if (evidence->line == 0)
        snprintf(line, sizeof line, "%s", evidence->source);
    else if (evidence->part == 0)
        snprintf(line, sizeof line, "%s: line %u of the header", evidence->source,
                 (unsigned)evidence->line);
    else
        snprintf(line, sizeof line, "%s: line %u of part %u", evidence->source,
                 (unsigned)evidence->line, (unsigned)evidence->part);
    fprintf(page->out, "  %-*s", EVIDENCE_LABEL, fact);
    page_wrap(page, PAGE_PLAIN, EVIDENCE_LABEL + 2, EVIDENCE_LABEL + 2, line);
}

static void
put_why(const struct page *page, const char *title, const struct bounce_evidence *list)
{
    if (!list)
        return;
    fputs("\n  ", page->out);
    page_ink(page, PAGE_BOLD, title);
    fputc('\n', page->out);
    for (unsigned fact = 0; bounce_fact_name(fact); fact++)
        for (const struct bounce_evidence *one = list; one; one = one->next)
            if (one->fact == fact)
                put_evidence(page, one);
}

static void
put_ask(struct rendering *rendering, const struct bounce_failure *failure,
        const struct bounce_advice *advice)
{
    const struct page *page = &rendering->page;
    if (!*fill(rendering, failure, advice->ask))
        return;
    fputs("\n  ", page->out);
    page_ink(page, PAGE_BOLD, "The text to copy");
    fprintf(page->out, "\n%*s", TEXT_INDENT, "");
    page_wrap(page, PAGE_PLAIN, TEXT_INDENT, TEXT_INDENT, rendering->text);
}

/* Names the others of this fate, and marks them told. */
static void
put_others(struct rendering *rendering, struct tale_fate *fates, size_t count)
{
    const struct page *page = &rendering->page;
    const struct tale_fate *lead = fates;
    size_t others = 0;
    for (size_t i = 1; i < count; i++) {
        if (fates[i].told || !tale_is_shared(lead, &fates[i]))
            continue;
        fates[i].told = true;
        if (others++ >= OTHERS_MAX && !rendering->details)
            continue;
        fputs("  and ", page->out);
        page_wrap(page, PAGE_PLAIN, sizeof "  and " - 1, 4,
                  tale_address(fates[i].failure));
    }
    if (others > OTHERS_MAX && !rendering->details)
        fprintf(page->out, "  and %zu more: --details names them\n",
                others - OTHERS_MAX);
}

static bool
is_alone(const struct rendering *rendering)
{
    return rendering->bounce->failures->next == NULL;
}

/* What happened and what to do, for a mail that failed or waits. */
static void
put_words(struct rendering *rendering, const struct tale_fate *fate,
          const struct bounce_advice *advice)
{
    const struct bounce_failure *failure = fate->failure;
    const struct bounce_finding *findings = bounce_findings(rendering->bounce, failure,
                                                            rendering->moment);
    const char *const why[] = {tale_then(failure, findings), advice->happened,
                               advice->reassure, NULL};
    const char *const lost[] = {advice->lost, NULL};
    const char *const then[] = {advice->again, advice->keep, NULL};
    put_paragraph(rendering, failure, "Why", why);
    put_findings(rendering, findings);
    if (failure->kind == BOUNCE_FAILED || !tale_stands_alone(findings))
        put_paragraph(rendering, failure, "Lost?", lost);
    put_steps(rendering, failure, advice);
    if (!tale_stands_alone(findings))
        put_paragraph(rendering, failure, "Then", then);
    put_code(rendering, fate);
}

/* Nothing came back: somebody's filter asks a question. No link of the report is shown. */
static void
put_challenge(struct rendering *rendering, const struct bounce_failure *failure)
{
    fputs("  ", rendering->page.out);
    page_wrap(&rendering->page, PAGE_PLAIN, 2, 2,
              fill(rendering, failure, TALE_CHALLENGE));
}

/* Everything about one fate but, where it is the only one, its text to copy. */
static void
put_fate(struct rendering *rendering, struct tale_fate *fates, size_t count, bool first)
{
    const struct page *page = &rendering->page;
    const struct bounce_failure *failure = fates->failure;
    const struct bounce_advice *advice = tale_advice(fates);
    if (!first)
        fputc('\n', page->out);
    put_first_line(rendering, failure, first);
    put_others(rendering, fates, count);
    fputc('\n', page->out);
    if (failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED) {
        put_words(rendering, fates, advice);
    } else {
        bounce_headline(advice, rendering->bounce, failure, rendering->moment,
                        rendering->text, sizeof rendering->text);
        fputs("  ", page->out);
        page_wrap(page, PAGE_PLAIN, 2, 2, rendering->text);
    }
    if (failure->kind == BOUNCE_CHALLENGED)
        put_challenge(rendering, failure);
    if (rendering->details)
        put_details(rendering, failure);
    if (rendering->why)
        put_why(page, "Where the report says so", failure->evidence);
    if (rendering->notes)
        put_notes(rendering, fates);
    if (rendering->details && !is_alone(rendering))
        put_ask(rendering, failure, advice);
}

/* The worst first. */
static void
put_fates(struct rendering *rendering, struct tale_fate *fates, size_t count)
{
    bool first = true;
    for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++)
        for (size_t i = 0; i < count; i++) {
            if (fates[i].told || (int)fates[i].failure->kind != kind)
                continue;
            fates[i].told = true;
            put_fate(rendering, fates + i, count - i, first);
            first = false;
        }
}

static void
put_unlisted(struct rendering *rendering, size_t listed)
{
    const struct bounce *bounce = rendering->bounce;
    FILE *out = rendering->page.out;
    if (bounce->failures_seen > listed)
        fprintf(out, "\n  The report names %zu more addresses.\n",
                bounce->failures_seen - listed);
    if (bounce->cut)
        fputs("\n  The returned mail is very long; its end was not looked at.\n", out);
}

/* The text to copy comes last, where it is easily marked. Where a report tells of several
 * fates each has its own, among the details: here they would push the steps off the screen. */
static void
put_last(struct rendering *rendering, const struct tale_fate *fates, size_t count)
{
    if (is_alone(rendering)) {
        put_ask(rendering, fates->failure, tale_advice(fates));
        return;
    }
    for (size_t i = 0; i < count && !rendering->details; i++)
        if (*fill(rendering, fates[i].failure, tale_advice(&fates[i])->ask)) {
            fputs("\n  --details shows the texts to copy.\n", rendering->page.out);
            return;
        }
}

bool
render_bounce(const struct bounce *bounce, const struct bounce_moment *moment,
              const struct render_style *style, char **ret)
{
    char *text = NULL;
    size_t length, count;
    struct tale_fate *fates = tale_fates(bounce, moment, &count);
    FILE *out = fates ? open_memstream(&text, &length) : NULL;
    struct rendering *rendering = out ? calloc(1, sizeof *rendering) : NULL;
    if (rendering) {
        *rendering = (struct rendering){
            .page = page_on(out, style->width, style->colour),
            .bounce = bounce,
            .moment = moment,
            .details = style->details,
            .notes = style->notes,
            .why = style->why,
        };
        put_fates(rendering, fates, count);
        put_unlisted(rendering, count);
        if (style->why)
            put_why(&rendering->page, "Where it speaks of your mail", bounce->evidence);
        put_last(rendering, fates, count);
    }
    bool made = rendering != NULL;
    if (out && !made) {
        fclose(out);
        free(text);
    }
    free(rendering);
    free(fates);
    return made && page_finish(out, &text, ret);
}

bool
render_notice(const struct notice *notice, bool again, const struct render_style *style,
              char **ret)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return false;
    struct page page = page_on(out, style->width, style->colour);
    if (notice->urgency == NOTICE_LOW)
        page_ink(&page, PAGE_YELLOW, "•");
    else
        page_ink(&page, PAGE_RED, "✗");
    fputc(' ', out);
    page_ink(&page, PAGE_BOLD, notice->title);
    fputs(again ? "  (perhaps told before)\n  " : "\n  ", out);
    page_wrap(&page, PAGE_PLAIN, 2, 2, notice->body);
    return page_finish(out, &text, ret);
}
