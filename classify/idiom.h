/* idiom: turns of speech that many causes and notices share. Each is a string literal, a
 * template as advise.h describes. */
#ifndef CLASSIFY_IDIOM_H
#define CLASSIFY_IDIOM_H

#include <stddef.h>

#define IDIOM_FINAL(words)   "{if final}" words "{/if}"
#define IDIOM_DELAYED(words) "{if delayed}" words "{/if}"

// clang-format off

/* Failed or still being tried: what a postmaster looks into does not wait for the end. */
#define IDIOM_TROUBLE(words) "{if trouble}" words "{/if}"

/* Steps: in order, ended by NULL. */
#define IDIOM_STEPS(...) (const char *const[]){__VA_ARGS__, NULL}

/* People look for "support" and meet swindlers: say where the right door is, and that it is
 * the only one. Behind every page that we name, */
#define IDIOM_SAFELY                                                                     \
    " Open such a page yourself, call no number found by searching, and let nobody onto "  \
    "your computer. No support needs your password."
/* and where we know of none. */
#define IDIOM_FIND_HELP                                                                  \
    " Find help only on a provider's own web page, never through a phone number from a " \
    "search. No support needs your password."

/* Whom to ask on this side: the end of a sentence that began ("If it fails again, "), or a
 * whole one. verbs: "give", "open", "ask", in small letters or with a capital. */
#define IDIOM_ASK_YOURS(give, open, ask)                                                 \
    "{if office}" give " {helper} the text below.{/if}"                                  \
    "{if not office}"                                                                    \
    "{if support}" open " {support}, where {my_provider} helps, and paste the text "     \
    "below there." IDIOM_SAFELY "{/if}"                                                  \
    "{if no_support}" ask " the person to give their provider the text below: "          \
    "{my_provider} has no help desk for free accounts.{/if}"                             \
    "{if not support}{if not no_support}" give " your provider the text below."          \
    IDIOM_FIND_HELP "{/if}{/if}{/if}"

/* Where there is no text to hand on: the page alone. */
#define IDIOM_HELP_YOURS                                                                 \
    "{if office}If that does not help, ask {helper}.{/if}"                               \
    "{if not office}{if support}If that does not help, open {support}, where "           \
    "{my_provider} helps." IDIOM_SAFELY "{/if}{/if}"
#define IDIOM_HELP_THEIRS                                                                \
    "{if their_support}If they cannot sign in, they find help at {their_support}."       \
    IDIOM_SAFELY "{/if}"

/* Theirs alone, through the person, who is its customer. */
#define IDIOM_ASK_THEIRS(ask)                                                            \
    "{if their_support}" ask " the person to open {their_support} and to paste the text " \
    "below there." IDIOM_SAFELY "{/if}"                                                  \
    "{if not their_support}" ask " the person to give their provider the text below.{/if}"

/* Where yours has no help desk, all hangs on the person. */
#define IDIOM_ALONE(words)                                                               \
    "{if no_support}{if not office}" words "{/if}{/if}"
#define IDIOM_NOT_ALONE(words)                                                           \
    "{if not no_support}" words "{/if}{if no_support}{if office}" words "{/if}{/if}"

/* Both, behind "Both providers must look: ". */
#define IDIOM_ASK_BOTH                                                                   \
    "{if office}give {helper} the text below, and {/if}"                                 \
    "{if not office}"                                                                    \
    "{if support}open {support}, paste the text below there, and {/if}"                  \
    "{if not support}{if not no_support}give yours the text below, and {/if}{/if}{/if}"  \
    IDIOM_ALONE("{my_provider} has no help desk for free accounts, so ")                 \
    "ask the person to {if their_support}open {their_support} and to paste "             \
    IDIOM_ALONE("the text below") IDIOM_NOT_ALONE("it") " there.{/if}"                   \
    "{if not their_support}"                                                             \
    IDIOM_ALONE("give the text below to their provider.")                                \
    IDIOM_NOT_ALONE("give it to theirs.") "{/if}"                                        \
    "{if their_support}" IDIOM_SAFELY "{/if}"                                            \
    "{if not their_support}{if not office}"                                              \
    "{if support}" IDIOM_SAFELY "{/if}{if not support}" IDIOM_FIND_HELP "{/if}{/if}{/if}"

// clang-format on

#endif
