/* word: a piece of a line of the configuration: where it begins and ends, and what it may be. */
#include "agent/word.h"

#include <string.h>

size_t
word_character(const unsigned char *at, size_t length)
{
    if (at[0] < 0x80)
        return 1;
    size_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || size > length)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return size;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t';
}

struct word
word_trimmed(struct word line)
{
    while (line.length > 0 && is_space(line.at[0])) {
        line.at++;
        line.length--;
    }
    while (line.length > 0 && is_space(line.at[line.length - 1]))
        line.length--;
    return line;
}

bool
word_equals(const struct word *word, const char *name)
{
    return word->length == strlen(name) && memcmp(word->at, name, word->length) == 0;
}

int
word_shown(const struct word *word)
{
    size_t length = word->length;
    if (length > WORD_SHOWN_MAX) {
        length = WORD_SHOWN_MAX;
        while (length > 0 && ((unsigned char)word->at[length] & 0xc0) == 0x80)
            length--;
    }
    return (int)length;
}

size_t
word_column(const struct word *line, const char *at)
{
    size_t column = 1;
    for (const char *p = line->at; p < at; p++)
        column += ((unsigned char)*p & 0xc0) != 0x80; /* UTF-8 counts by lead bytes */
    return column;
}

unsigned
word_distance(const struct word *word, const char *name)
{
    enum {
        LONGEST = 24 /* letters: longer than any key of ours and two more */
    };
    size_t letters = strlen(name);
    if (word->length > LONGEST || letters > LONGEST)
        return WORD_FAR;
    unsigned row[LONGEST + 1];
    for (size_t j = 0; j <= letters; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= word->length; i++) {
        unsigned corner = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= letters; j++) {
            unsigned change = corner + (word->at[i - 1] != name[j - 1]);
            unsigned side = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = change < side ? change : side;
        }
    }
    return row[letters];
}

bool
word_is_host(const struct word *value)
{
    if (value->length > 255)
        return false;
    for (size_t i = 0; i < value->length; i++) {
        unsigned char c = (unsigned char)value->at[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
                    c == '_' || c >= 0x80;
        if (!fine)
            return false;
    }
    return true;
}

bool
word_is_address(const struct word *value)
{
    const char *at = memchr(value->at, '@', value->length);
    return at && at > value->at && at + 1 < value->at + value->length &&
           !memchr(value->at, ' ', value->length);
}

bool
word_number(const struct word *value, unsigned least, unsigned most, unsigned *ret)
{
    unsigned number = 0;
    if (value->length == 0 || value->length > 5)
        return false;
    for (size_t i = 0; i < value->length; i++) {
        if (value->at[i] < '0' || value->at[i] > '9')
            return false;
        number = number * 10 + (unsigned)(value->at[i] - '0');
    }
    if (number < least || number > most)
        return false;
    *ret = number;
    return true;
}

bool
word_is_name(const struct word *word)
{
    for (size_t i = 0; i < word->length; i++) {
        unsigned char c = (unsigned char)word->at[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
                    c == '@' || c == '+' || c >= 0x80;
        if (!fine)
            return false;
    }
    return word->length > 0 && word->length <= WORD_NAME_MAX;
}
