/*
 * test_form.c - arguments of every kind are typed, chosen, pasted and wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/form.h"

#include <stdlib.h>

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/form_scene.h"

struct rig {
    struct composer composer;
    struct form form;
};

static void
open_form(struct rig *r, const char *line)
{
    struct stack_item item;
    struct notes notes = {0};
    *r = (struct rig){.composer.options.is_ccsds = true};
    composer_set_mdb(&r->composer, form_scene_mdb());
    assert_int_equal(stack_item_parse("test", line, &notes, &item), ERR_OK);
    form_open(&r->form, &r->composer, &item);
    stack_item_fini(&item);
    notes_fini(&notes);
}

static void
close_form(struct rig *r)
{
    form_fini(&r->form);
    composer_fini(&r->composer);
}

/* The row of an argument, selected. */
static const struct form_field *
select_field(struct form *f, const char *name)
{
    for (size_t row = 0; row < form_rows(f); row++) {
        const struct form_field *field = form_field_at(f, row);
        if (field != NULL && str_eq(field->name, name)) {
            form_select(f, row);
            return field;
        }
    }
    fail_msg("no field %s", name);
    return NULL;
}

static void
type(struct form *f, const char *text)
{
    for (; *text != '\0'; text++)
        form_key(f, (keysym)(unsigned char)*text);
}

/* What stands as this command's line of a stack. */
static char *
line_of(const struct form *f)
{
    struct stack_item item;
    struct strbuf b = {0};
    form_item(f, &item);
    stack_item_fmt(&item, &b);
    stack_item_fini(&item);
    return strbuf_take(&b);
}

static void
every_kind_of_value_is_checked_while_it_is_typed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *wrong, *right;
    } rows[] = {
        {"Whole", "65536", "65535"},
        {"Warm", "60.5", "-12.25"},
        {"Mode", "NAP", "SAFE"},
        {"State", "maybe", "ON"},
        {"Text", "seventeen letters", "sixteen letters"},
        {"Bytes", "00ff", "00ff10ab"},
        {"When", "yesterday", "2026-11-20T08:46:12Z"},
        {"Span", "-1", "90"},
        {"Pos.x", "40000", "-32768"},
        {"Pos.y", "x", "12"},
        {"List[0]", "0", "1"},
        {"List[1]", "4", "2"},
        {"List[2]", "1.5", "3"},
    };
    struct rig r;
    struct form *f = &r.form;
    const char *first;
    open_form(&r, "ALL");
    assert_int_equal(form_problems(f, &first), 12);
    assert_string_equal(first, "Whole");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct form_field *field = select_field(f, rows[i].name);
        assert_null(form_type_in(f));
        type(f, rows[i].wrong);
        if (field->problem == NULL)
            fail_msg("%s=%s is taken", rows[i].name, rows[i].wrong);
        assert_null(f->composed.data);
        form_key(f, KEY_CODE_ENTER); /* a wrong value is not left with Enter */
        assert_true(f->is_typing);
        form_key(f, 'u' | KEY_CTRL);
        type(f, rows[i].right);
        if (field->problem != NULL)
            fail_msg("%s=%s: %s", rows[i].name, rows[i].right, field->problem);
        form_take(f);
    }
    assert_int_equal(form_problems(f, &first), 0);
    assert_non_null(f->composed.data);
    assert_int_equal(
        f->composed.len, 7 + 2 + 4 + 1 + 1 + 16 + 4 + 4 + 2 + 4 + 3);
    close_form(&r);
}

static void
enter_leads_through_what_is_missing_and_sends_nothing(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "SWITCH");
    assert_string_equal(form_field_at(f, f->at)->name, "Battery");
    assert_null(form_type_in(f));
    type(f, "2");
    form_key(f, KEY_CODE_ENTER);
    assert_false(f->is_typing);
    assert_int_equal(form_row(f, f->at), FORM_STACK);
    char *line = line_of(f);
    assert_string_equal(line, "/LAB/SWITCH Battery=2");
    free(line);
    close_form(&r);
    open_form(&r, "ALL Whole=1");
    assert_string_equal(form_field_at(f, f->at)->name, "Mode");
    assert_null(form_type_in(f));
    type(f, "IDLE");
    form_key(f, KEY_CODE_ENTER);
    assert_string_equal(form_field_at(f, f->at)->name, "State");
    assert_true(f->is_typing);
    close_form(&r);
}

static void
labels_are_chosen_and_completed(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "ALL");
    const struct form_field *mode = select_field(f, "Mode");
    assert_true(form_choose(f, 1));
    assert_string_equal(mode->text, "IDLE");
    assert_true(form_choose(f, -1));
    assert_string_equal(mode->text, "SAFE");
    assert_null(form_type_in(f));
    form_key(f, KEY_CODE_RIGHT); /* goes round, and stands in the line */
    assert_string_equal(f->edit.text, "IDLE");
    form_key(f, 'u' | KEY_CTRL);
    type(f, "sc");
    form_key(f, KEY_CODE_TAB);
    assert_string_equal(mode->text, "SCIENCE");
    form_key(f, KEY_CODE_TAB); /* complete: on to the next */
    assert_string_equal(form_field_at(f, f->at)->name, "State");
    form_give_up(f);
    assert_true(form_choose(f, 1));
    assert_true(form_choose(f, 1));
    assert_string_equal(select_field(f, "State")->text, "ON");
    (void)select_field(f, "Whole");
    assert_false(form_choose(f, 1));
    close_form(&r);
}

static void
what_is_given_up_is_as_before(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "SWITCH Battery=3 # why");
    const struct form_field *battery = select_field(f, "Battery");
    uint8_t before = f->composed.data[7];
    assert_null(form_type_in(f));
    form_key(f, KEY_CODE_BACKSPACE);
    assert_null(battery->text);
    form_key(f, KEY_CODE_BACKSPACE); /* on an empty line: nothing */
    assert_true(f->is_typing);
    type(f, "99");
    form_key(f, KEY_CODE_ESCAPE);
    assert_false(f->is_typing);
    assert_string_equal(battery->text, "3");
    assert_int_equal(f->composed.data[7], before);
    form_select(f, 2);
    assert_int_equal(form_row(f, f->at), FORM_COMMENT);
    assert_null(form_type_in(f));
    type(f, " not");
    assert_string_equal(f->comment, "why not");
    form_key(f, KEY_CODE_ESCAPE);
    assert_string_equal(f->comment, "why");
    char *line = line_of(f);
    assert_string_equal(line, "/LAB/SWITCH Battery=3  # why");
    free(line);
    close_form(&r);
}

static void
assigned_values_and_buttons_cannot_be_typed_in(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "SWITCH");
    (void)select_field(f, "Service");
    assert_non_null(form_type_in(f));
    assert_false(form_choose(f, 1));
    assert_string_equal(form_text(f, form_field_at(f, f->at)), "8");
    form_select(f, 3);
    assert_int_equal(form_row(f, f->at), FORM_STACK);
    assert_non_null(form_type_in(f));
    form_key(f, 'x');
    assert_false(f->is_typing);
    close_form(&r);
}

static void
pasted_text_fills_one_field_and_leaves_it_never(void **state)
{
    (void)state;
    static const char text[] = "one\ntwo\r\ny\n";
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "ALL");
    const struct form_field *field = select_field(f, "Text");
    size_t at = f->at;
    assert_true(form_paste(f, "x", 1)); /* nothing is typed: not taken */
    assert_null(field->text);
    assert_null(form_type_in(f));
    assert_true(form_paste(f, text, strlen(text)));
    assert_string_equal(field->text, "one two  y ");
    assert_true(f->is_typing);
    assert_int_equal(f->at, at);
    char *huge = xcalloc(100001, 1);
    memset(huge, 'a', 100000);
    assert_false(form_paste(f, huge, 100000));
    assert_true(strlen(field->text) < EDIT_SIZE);
    assert_non_null(field->problem);
    form_give_up(f);
    assert_null(field->text);
    free(huge);
    close_form(&r);
}

static void
text_of_the_world_is_kept_and_counted_in_bytes(void **state)
{
    (void)state;
    static const char greek[] = "\xce\xb1\xce\xb2\xce\xb3"; /* αβγ */
    static const char bidi[] = "a\xe2\x80\xae"
                               "b\x1b[2J";
    struct rig r;
    struct form *f = &r.form;
    open_form(&r, "ALL");
    const struct form_field *field = select_field(f, "Text");
    assert_null(form_type_in(f));
    form_key(f, 0x3b1);
    form_key(f, 0x3b2);
    form_key(f, 0x3b3);
    assert_string_equal(field->text, greek);
    assert_null(field->problem);
    form_key(f, 'u' | KEY_CTRL);
    assert_true(form_paste(f, bidi, strlen(bidi)));
    assert_string_equal(field->text, "ab[2J");
    form_take(f);
    form_select(f, 13);
    assert_int_equal(form_row(f, f->at), FORM_COMMENT);
    assert_null(form_type_in(f));
    for (int i = 0; i < 300; i++)
        form_key(f, 0x3b1);
    assert_true(strlen(f->comment) <= ORDER_COMMENT_MAX);
    assert_true(str_is_clean(f->comment, strlen(f->comment)));
    close_form(&r);
}

static void
three_hundred_arguments_are_no_trouble(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    const char *first;
    open_form(&r, "LOAD");
    assert_int_equal(form_problems(f, &first), 300);
    form_select(f, 0);
    assert_null(form_type_in(f));
    for (int i = 0; i < 300; i++) {
        assert_true(f->is_typing);
        type(f, "7");
        form_key(f, KEY_CODE_ENTER);
    }
    assert_false(f->is_typing);
    assert_int_equal(form_problems(f, &first), 0);
    assert_int_equal(f->composed.len, 307);
    assert_int_equal(f->composed.data[306], 7);
    form_move(f, -100000);
    assert_int_equal(f->at, 0);
    form_move(f, 100000);
    assert_int_equal(f->at, form_rows(f) - 1);
    close_form(&r);
}

static void
another_database_keeps_what_was_typed(void **state)
{
    (void)state;
    struct rig r;
    struct form *f = &r.form;
    const char *first;
    open_form(&r, "SWITCH Battery=2");
    (void)select_field(f, "Battery");
    assert_null(form_type_in(f));
    composer_set_mdb(&r.composer, NULL);
    form_follow(f);
    assert_null(f->command);
    assert_false(f->is_typing);
    assert_true(f->at < form_rows(f));
    form_key(f, 'x');
    assert_non_null(form_type_in(f));
    assert_false(form_choose(f, 1));
    assert_int_equal(form_problems(f, &first), 0);
    composer_set_mdb(&r.composer, form_scene_mdb());
    form_follow(f);
    assert_string_equal(form_field_at(f, 0)->text, "2");
    assert_non_null(f->composed.data);
    close_form(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_checked_while_it_is_typed),
        cmocka_unit_test(enter_leads_through_what_is_missing_and_sends_nothing),
        cmocka_unit_test(labels_are_chosen_and_completed),
        cmocka_unit_test(what_is_given_up_is_as_before),
        cmocka_unit_test(assigned_values_and_buttons_cannot_be_typed_in),
        cmocka_unit_test(pasted_text_fills_one_field_and_leaves_it_never),
        cmocka_unit_test(text_of_the_world_is_kept_and_counted_in_bytes),
        cmocka_unit_test(three_hundred_arguments_are_no_trouble),
        cmocka_unit_test(another_database_keeps_what_was_typed),
    };
    return check_run(tests);
}
