/* Why did it come back? Reads one mail from standard input. */
#include <ndrwatch/bounce.h>
#include <stdio.h>

static char mail[BOUNCE_MAIL_MAX];

static void
explain(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct bounce_diagnosis why = bounce_diagnose(bounce, failure);
    const struct bounce_advice *advice = bounce_advise(why.cause, BOUNCE_FOR_SENDER);
    char line[BOUNCE_TEXT_MAX];
    bounce_headline(advice, bounce, failure, NULL, line, sizeof line);
    printf("%s: %s\n", failure->recipient, line);
    bounce_fill(advice->happened, bounce, failure, NULL, line, sizeof line);
    printf("  %s\n", line);
    for (const char *const *step = advice->steps; *step; step++)
        if (bounce_fill(*step, bounce, failure, NULL, line, sizeof line) > 0)
            printf("  - %s\n", line);
    printf("  (%s, %d %% certain, rule %s)\n", advice->id, why.certainty, why.rule);
}

int
main(void)
{
    struct bounce *bounce;
    size_t length = fread(mail, 1, sizeof mail, stdin);
    switch (bounce_read(mail, length, NULL, &bounce)) {
    case BOUNCE_READ:
        break;
    case BOUNCE_NOT_ONE:
        puts("An ordinary mail.");
        return 1;
    case BOUNCE_NO_MEMORY:
        fputs("Not enough memory.\n", stderr);
        return 71;
    }
    const struct bounce_failure *failure = bounce->failures;
    for (; failure; failure = failure->next)
        explain(bounce, failure);
    bounce_free(bounce);
    return 0;
}
