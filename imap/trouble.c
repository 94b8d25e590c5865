/* trouble: keeps the first thing that went wrong. */
#include "imap/trouble.h"

#include <stdarg.h>
#include <stdio.h>

bool
trouble_set(struct trouble *trouble, enum message_fault fault, const char *format, ...)
{
    if (trouble->fault != MESSAGE_FINE)
        return false;
    trouble->fault = fault;
    va_list words;
    va_start(words, format);
    vsnprintf(trouble->text, sizeof trouble->text, format, words);
    va_end(words);
    return false;
}
