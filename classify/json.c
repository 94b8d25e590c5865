/* json: the strings of a JSON text (RFC 8259), each with the name it stands under. */
#include "classify/json.h"

#include "classify/text.h"

/* Takes a string behind its first quote off rest. */
static struct slice
take_string(struct slice *rest)
{
    size_t end = 0;
    while (end < rest->length && rest->at[end] != '"')
        end += rest->at[end] == '\\' ? 2 : 1;
    struct slice value = slice_to(*rest, end);
    *rest = slice_from(*rest, end + 1);
    return value;
}

static struct slice
name_at(const struct json *json, int depth)
{
    return depth > 0 ? json->names[depth - 1] : (struct slice){0};
}

bool
json_next(struct json *json, struct json_item *item)
{
    struct slice name = {0};
    while (json->rest.length > 0) {
        unsigned char c = json->rest.at[0];
        json->rest = slice_from(json->rest, 1);
        if (c == '"') {
            struct slice value = take_string(&json->rest);
            if (slice_starts(slice_trim(json->rest), ":")) {
                name = value;
                continue;
            }
            bool own = name.length > 0;
            *item = (struct json_item){
                .list = name_at(json, own ? json->depth : json->depth - 1),
                .name = own ? name : name_at(json, json->depth),
                .value = value};
            return true;
        }
        if (c == '{' || c == '[') {
            if (json->depth == JSON_DEPTH_MAX)
                return false;
            if (name.length == 0)
                name = name_at(json, json->depth);
            json->names[json->depth++] = name;
            name = (struct slice){0};
        } else if ((c == '}' || c == ']') && json->depth > 0) {
            *item = (struct json_item){.ends = true,
                                       .list = name_at(json, json->depth)};
            json->depth--;
            name = (struct slice){0};
            if (c == '}')
                return true;
        } else if (c == ',') {
            name = (struct slice){0};
        }
    }
    return false;
}

/* The character of four hexadecimal digits. */
static uint32_t
hexadecimal(struct slice digits)
{
    uint32_t number = 0;
    for (size_t i = 0; i < digits.length; i++)
        number = number << 4 | ((uint32_t)slice_hex(digits.at[i]) & 15);
    return number;
}

struct slice
json_text(struct arena *arena, struct slice value)
{
    size_t used = 0;
    if (slice_at(value, '\\') == SLICE_NONE)
        return value;
    unsigned char *out = arena_take(arena, value.length + 4);
    while (out && value.length > 0) {
        unsigned char c = value.at[0];
        bool escape = c == '\\' && value.length > 1;
        if (escape)
            c = value.at[1];
        value = slice_from(value, escape ? 2 : 1);
        if (escape && c == 'u' && value.length >= 4) {
            used += text_put(hexadecimal(slice_to(value, 4)), out + used);
            value = slice_from(value, 4);
        } else {
            bool blank = escape && (c == 'n' || c == 'r' || c == 't');
            out[used++] = blank ? (c == 't' ? '\t' : '\n') : c;
        }
    }
    return (struct slice){out, used};
}
