/* idle: into IDLE, in it, and out of it. */
#include "imap/idle.h"

bool
idle_begin(struct session *session)
{
    struct guard *guard = &session->stream->guard;
    if ((guard->capabilities & GUARD_CAN_IDLE) == 0)
        session->idle_useless = true;
    uint32_t tag = 0, asked = guard->continued;
    if (!session->idle_useless) {
        if (!session_send(session, "IDLE\r\n", &tag))
            return false;
        /* EXISTS and others may come before "+". */
        while (guard->continued == asked && guard->tag != tag) {
            if (!stream_pull(session->stream)) {
                session_lost(session);
                return false;
            }
            guard_discard(guard);
        }
        if (guard->tag == tag)
            session->idle_useless = true; /* NO, BAD, or an OK that ends it at once */
        else
            session->idle_tag = tag;
    }
    stream_arm(session->stream, 0, IDLE_BUDGET);
    return true;
}

enum idle_news
idle_pump(struct session *session)
{
    struct stream *stream = session->stream;
    enum stream_news news = STREAM_SOME;
    bool alive = false;
    while (news ==
           STREAM_SOME) { /* to the last byte: epoll does not see OpenSSL's buffer */
        news = stream_pull_now(stream);
        alive |= news == STREAM_SOME;
        guard_discard(&stream->guard);
    }
    if (stream->guard.bye)
        trouble_set(&stream->trouble, MESSAGE_UNREACHABLE, "%s",
                    stream->guard.goodbye.text);
    if (stream->trouble.fault != MESSAGE_FINE) {
        session_lost(session);
        return IDLE_GONE;
    }
    if (session->idle_tag != 0 && stream->guard.tag == session->idle_tag) {
        session->idle_tag = 0; /* it ended IDLE unasked: it cannot be relied on */
        session->idle_useless = true;
        return IDLE_STIRRED;
    }
    if (stream->guard.arrived != session->arrived)
        return IDLE_STIRRED;
    return alive && session->idle_tag != 0 ? IDLE_ALIVE : IDLE_QUIET;
}

bool
idle_end(struct session *session, int64_t time)
{
    if (session->idle_tag == 0)
        return true;
    uint32_t tag = session->idle_tag;
    session->idle_tag = 0;
    stream_arm(session->stream, time, STREAM_BUDGET);
    if (!stream_send(session->stream, "DONE\r\n", 6)) {
        session_lost(session);
        return false;
    }
    switch (session_answer(session, tag)) {
    case SESSION_DONE:
        return true;
    case SESSION_SAID_NO:
        session->idle_useless = true;
        return true;
    case SESSION_LOST:
        break;
    }
    return false;
}
