/*
 * outbox_list.c - see outbox_list.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/outbox_list.h"

#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"

static struct outbox_entry *
add(struct outbox_list *list)
{
    list->entry = xgrow(list->entry, list->n, &list->cap, sizeof *list->entry);
    struct outbox_entry *e = &list->entry[list->n++];
    memset(e, 0, sizeof *e);
    return e;
}

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    struct outbox_list *list = arg;
    struct outbox_entry *e = add(list);
    msg->envelope.source = msg_str("frontend");
    msg->envelope.instance = msg_str("test");
    e->topic = xstrdup(topic);
    assert_true(strlen(topic) <= MSG_TOPIC_MAX);
    assert_int_equal(msg_pack(msg, &e->bytes), ERR_OK);
    assert_int_equal(msg_unpack(e->bytes.p, e->bytes.len, &e->msg), ERR_OK);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    struct outbox_entry *e = add(arg);
    e->event = id;
    e->text = xstrdup(text);
}

static void
record(void *arg, const struct stored_packet *packet)
{
    struct outbox_list *list = arg;
    list->recorded++;
    list->recorded_bytes += packet->len;
}

void
outbox_list_init(struct outbox_list *list)
{
    memset(list, 0, sizeof *list);
    list->outbox = (struct outbox){
        .arg = list, .publish = publish, .event = event, .record = record};
}

void
outbox_list_clear(struct outbox_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct outbox_entry *e = &list->entry[i];
        if (e->topic)
            msg_fini(&e->msg);
        free(e->topic);
        free(e->text);
        free(e->bytes.p);
    }
    list->n = 0;
}

void
outbox_list_fini(struct outbox_list *list)
{
    outbox_list_clear(list);
    free(list->entry);
    list->entry = NULL;
    list->cap = 0;
}

const struct msg *
outbox_list_last(const struct outbox_list *list, const char *topic)
{
    for (size_t i = list->n; i > 0; i--)
        if (str_eq(list->entry[i - 1].topic, topic))
            return &list->entry[i - 1].msg;
    fail_msg("nothing was published at %s", topic);
    return NULL;
}

size_t
outbox_list_count(const struct outbox_list *list, const char *prefix)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += list->entry[i].topic && str_prefix(list->entry[i].topic, prefix);
    return n;
}

size_t
outbox_list_events(const struct outbox_list *list, enum event_id id)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += !list->entry[i].topic && list->entry[i].event == id;
    return n;
}

const char *
outbox_list_event(const struct outbox_list *list, enum event_id id)
{
    for (size_t i = list->n; i > 0; i--)
        if (!list->entry[i - 1].topic && list->entry[i - 1].event == id)
            return list->entry[i - 1].text;
    return NULL;
}
