/*
 * test_man.c - columba-bus(7) names every message, version and field.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "support/check.h"

struct row {
    unsigned number, version;
    const char *name;
    const char *fields; /* each followed by a blank */
};

static const struct row rows[] = {
#define F(kind, field) #field " "
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    {number, version, #name, FIELDS},
#include "bus/messages.def"
#undef MESSAGE
#undef F
};

/* Each section is ".Ss name (type N, version V)" and one ".It Va" a field, in
 * order, and nothing else. */
static void
the_manual_lists_messages_and_fields_in_their_order(void **state)
{
    (void)state;
    char *path = check_path("../man/columba-bus.7");
    char *man = check_read(path, NULL);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char head[80], fields[2048] = "";
        snprintf(head, sizeof head, ".Ss %s (type %u, version %u)\n",
            rows[i].name, rows[i].number, rows[i].version);
        const char *at = strstr(man, head);
        if (at == NULL)
            fail_msg("no %s", head);
        const char *end = strstr(at, "\n.El");
        assert_non_null(end);
        while ((at = strstr(at, "\n.It Va ")) != NULL && at < end) {
            at += strlen("\n.It Va ");
            size_t n = strlen(fields);
            snprintf(fields + n, sizeof fields - n, "%.*s ",
                (int)strcspn(at, "\n"), at);
        }
        assert_string_equal(fields, rows[i].fields);
    }
    free(man);
    free(path);
}

static void
the_manual_lists_nothing_else(void **state)
{
    (void)state;
    char *path = check_path("../man/columba-bus.7");
    char *man = check_read(path, NULL);
    size_t n = 0;
    for (const char *at = man; (at = strstr(at, " (type ")) != NULL; at++)
        n++;
    assert_int_equal(n, ARRAY_LEN(rows));
    free(man);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_lists_messages_and_fields_in_their_order),
        cmocka_unit_test(the_manual_lists_nothing_else),
    };
    return check_run(tests);
}
