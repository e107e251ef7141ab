/*
 * test_json_place.c - every value of a JSON text is found where it stands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/json_place.h"

#include "common/attr.h"
#include "support/check.h"

static json_t *
read_text(const char *text, struct json_places *places)
{
    json_error_t e;
    json_t *root =
        json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    assert_non_null(root);
    *places = (struct json_places){0};
    json_places_find(places, text, strlen(text), root);
    return root;
}

static void
assert_at(const struct json_places *p, const json_t *value,
    const json_t *parent, unsigned line, unsigned col)
{
    struct json_place at = json_place_of(p, value, parent);
    assert_int_equal(at.line, line);
    assert_int_equal(at.col, col);
}

static void
values_are_found_where_they_stand(void **state)
{
    (void)state;
    struct json_places p;
    json_t *root = read_text("\n {\"b\" :1,\n"
                             "  \"a\": [ 2, {\"c\":\"]}:,\\\"\"} ,true],\n"
                             "\"d\":-1.5e3,\"e\":{},\"f\":[],\"g\":\"x\"}\n",
        &p);
    const json_t *a = json_object_get(root, "a");
    assert_at(&p, root, NULL, 2, 2);
    assert_at(&p, json_object_get(root, "b"), root, 2, 8);
    assert_at(&p, a, root, 3, 8);
    assert_at(&p, json_array_get(a, 0), a, 3, 10);
    assert_at(&p, json_array_get(a, 1), a, 3, 13);
    assert_at(&p, json_object_get(json_array_get(a, 1), "c"), a, 3, 18);
    assert_at(&p, json_array_get(a, 2), a, 3, 8); /* true: of its parent */
    assert_at(&p, json_object_get(root, "d"), root, 4, 5);
    assert_at(&p, json_object_get(root, "e"), root, 4, 16);
    assert_at(&p, json_object_get(root, "f"), root, 4, 23);
    assert_at(&p, json_object_get(root, "g"), root, 4, 30);
    assert_at(&p, json_object_get(root, "none"), root, 2, 2);
    assert_int_equal(p.n, 11);
    json_places_fini(&p);
    json_decref(root);
}

static void
a_single_value_is_found(void **state)
{
    (void)state;
    static const char *const texts[] = {"  1", "  \"a\"", "  []", "  -0.5 "};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct json_places p;
        json_t *root = read_text(texts[i], &p);
        assert_at(&p, root, NULL, 1, 3);
        assert_int_equal(p.n, 1);
        json_places_fini(&p);
        json_decref(root);
    }
}

static void
what_is_not_of_the_text_has_no_place(void **state)
{
    (void)state;
    struct json_places p;
    json_t *root = read_text("[1]", &p), *other = json_integer(1);
    assert_at(&p, other, NULL, 0, 0);
    json_decref(other);
    json_places_fini(&p);
    json_decref(root);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_where_they_stand),
        cmocka_unit_test(a_single_value_is_found),
        cmocka_unit_test(what_is_not_of_the_text_has_no_place),
    };
    return check_run(tests);
}
