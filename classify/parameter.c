/* parameter: what stands behind the semicolons of a field, `charset="utf-8"`. */
#include "classify/parameter.h"

#include <stdbool.h>
#include <string.h>

#include "classify/block.h"

/* Takes a value, quoted or bare, off rest. */
static struct slice
take_value(struct slice *rest)
{
    *rest = slice_trim(*rest);
    if (rest->length > 0 && rest->at[0] == '"') {
        *rest = slice_from(*rest, 1);
        return slice_cut(rest, '"');
    }
    size_t end = 0;
    while (end < rest->length && rest->at[end] != ';' && !slice_blank(rest->at[end]))
        end++;
    struct slice value = slice_to(*rest, end);
    *rest = slice_from(*rest, end);
    return value;
}

/* Where what may be a name ends. */
static size_t
name_end(struct slice text)
{
    size_t end = 0;
    for (; end + BLOCK_SIZE <= text.length; end += BLOCK_SIZE) {
        const unsigned char *at = text.at + end;
        uint32_t met = block_equal(at, '=') | block_equal(at, ';');
        if (met != 0)
            return end + (size_t)__builtin_ctz(met);
    }
    while (end < text.length && text.at[end] != '=' && text.at[end] != ';')
        end++;
    return end;
}

/* Takes the next `name=value` off rest; false: there is none. */
static bool
take(struct slice *rest, struct slice *name, struct slice *value)
{
    while (rest->length > 0) {
        size_t end = name_end(*rest);
        if (end == rest->length || rest->at[end] == ';') {
            *rest = slice_from(*rest, end + 1);
            continue;
        }
        /* A forgotten ";" leaves the name at the end of what stands before. */
        size_t last = end, first;
        while (last > 0 && slice_blank(rest->at[last - 1]))
            last--;
        for (first = last; first > 0 && !slice_blank(rest->at[first - 1]);)
            first--;
        *name = slice_from(slice_to(*rest, last), first);
        *rest = slice_from(*rest, end + 1);
        *value = take_value(rest);
        return true;
    }
    return false;
}

/* Appends what fits of a piece. */
static size_t
append(struct parameter_room *room, size_t used, struct slice piece, bool encoded)
{
    for (size_t i = 0; i < piece.length && used < sizeof room->bytes; i++) {
        int byte = piece.at[i];
        if (encoded && byte == '%' && piece.length - i > 2) {
            int high = slice_hex(piece.at[i + 1]), low = slice_hex(piece.at[i + 2]);
            if (high >= 0 && low >= 0) {
                byte = high << 4 | low;
                i += 2;
            }
        }
        room->bytes[used++] = (unsigned char)byte;
    }
    return used;
}

/* The mark behind a name: "*", "*1", "*1*". False: it is no such mark. */
static bool
read_mark(struct slice mark, size_t *number, bool *numbered, bool *encoded)
{
    *number = 0;
    *encoded = mark.length > 0 && mark.at[mark.length - 1] == '*';
    mark = slice_from(mark, 1);
    mark = slice_to(mark, mark.length - (*encoded && mark.length > 0));
    *numbered = mark.length > 0;
    for (size_t i = 0; i < mark.length; i++) {
        if (!slice_digit(mark.at[i]) || i > 2)
            return false;
        *number = *number * 10 + (size_t)(mark.at[i] - '0');
    }
    return true;
}

struct slice
parameter_find(struct slice value, const char *name, struct parameter_room *room)
{
    struct slice rest = value, have, found;
    size_t used = 0, next = 0;
    while (take(&rest, &have, &found)) {
        if (!slice_starts(have, name))
            continue;
        struct slice mark = slice_from(have, strlen(name));
        size_t number;
        bool numbered, encoded;
        if (mark.length == 0)
            return found;
        if (mark.at[0] != '*' || !read_mark(mark, &number, &numbered, &encoded) ||
            number != next)
            continue;
        /* The first piece begins with charset'language'. */
        for (int i = 0; i < 2 && number == 0 && encoded; i++)
            if (slice_at(found, '\'') != SLICE_NONE)
                slice_cut(&found, '\'');
        if (!room)
            return found;
        used = append(room, used, found, encoded);
        if (!numbered)
            break;
        next++;
    }
    return room && used > 0 ? (struct slice){room->bytes, used} : (struct slice){0};
}
