/* idiom: turns of speech that many causes and notices share. Each is a string literal, a
 * template as advise.h describes. */
#ifndef CLASSIFY_IDIOM_H
#define CLASSIFY_IDIOM_H

#include <stddef.h>

#define IDIOM_FINAL(words)   "{if final}" words "{/if}"
#define IDIOM_DELAYED(words) "{if delayed}" words "{/if}"

// clang-format off

/* Steps: in order, ended by NULL. */
#define IDIOM_STEPS(...) (const char *const[]){__VA_ARGS__, NULL}

/* People look for "support" and meet swindlers: say where the right door is, and that it is
 * the only one. Behind every page that we name. */
#define IDIOM_SAFELY                                                                     \
    " Open that page yourself. Call no number found by searching and let nobody onto "   \
    "your computer: no support needs your password."

/* Where no page is known. */
#define IDIOM_FIND_HELP                                                                  \
    " Find its help on its own web page, never through a phone number from a search. "   \
    "No support needs your password."

/* Whom to tell on this side, and how; the text below goes with it. */
#define IDIOM_TELL_YOURS                                                                 \
    "{if office}Give {helper} the text below.{/if}"                                      \
    "{if not office}"                                                                    \
    "{if support}Tell {my_provider}: open {support} and paste the text below."           \
    IDIOM_SAFELY "{/if}"                                                                 \
    "{if no_support}Ask the person to give their provider the text below: {my_provider} " \
    "has no help desk for free accounts.{/if}"                                           \
    "{if not support}{if not no_support}Give your provider the text below."              \
    IDIOM_FIND_HELP "{/if}{/if}{/if}"

/* The same for both sides at once. */
#define IDIOM_TELL_BOTH                                                                  \
    "{if office}Give {helper} the text below.{/if}"                                      \
    "{if not office}"                                                                    \
    "{if support}Tell {my_provider}: open {support} and paste the text below.{/if}"      \
    "{if no_support}{my_provider} has no help desk for free accounts, so the person's "  \
    "side counts most.{/if}"                                                             \
    "{if not support}{if not no_support}Give your provider the text below.{/if}{/if}{/if}" \
    " {if their_support}Ask the person to open {their_support} and to paste it, too.{/if}" \
    "{if not their_support}Ask the person to give it to their provider, too.{/if}"       \
    "{if support}{if not office}" IDIOM_SAFELY "{/if}{/if}"                              \
    "{if not support}{if their_support}" IDIOM_SAFELY "{/if}"                            \
    "{if not their_support}{if not office}"                                              \
    " Find their help on their own web pages, never through a phone number from a "      \
    "search.{/if}{/if}{/if}"

/* And for theirs alone, through the person, who is its customer. */
#define IDIOM_TELL_THEIRS                                                                \
    "{if their_support}Ask the person to open {their_support} and to paste the text "    \
    "below." IDIOM_SAFELY "{/if}"                                                        \
    "{if not their_support}Ask the person to give their provider the text below.{/if}"

// clang-format on

#endif
