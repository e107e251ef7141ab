/*
 * test_gate_app.c - the gate's life: a command goes through, a crash, time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_app.h"

#include "support/gate_rig.h"

static void
a_normal_command_goes_through_once(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_is(&r, COMMAND_QUEUED);
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_RELEASED);
    assert_int_equal(r.n_sent, 1);
    assert_string_equal(r.sent[0].verb, "transmit");
    assert_string_equal(r.sent[0].id, r.id);
    static const uint8_t packet[] = {0x18, 0x64, 0xc0, 0x00, 0x00, 0x00, 0x01};
    assert_int_equal(r.sent[0].len, sizeof packet);
    for (size_t i = 0; i < sizeof packet; i++)
        if (i != 2 && i != 3) /* the sequence count is the log's */
            assert_int_equal(r.sent[0].data[i], packet[i]);
    assert_true(r.sent[0].deadline.ns > r.now.utc.ns);
    gate_rig_answer(&r, "sent");
    gate_rig_is(&r, COMMAND_COMPLETED);
    assert_string_equal(gate_rig_command(&r)->detail, "sent, not verified");
    gate_rig_wait(&r, 60);
    assert_int_equal(r.n_sent, 1);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_normal_command_goes_through_once),
    };
    return check_run(tests);
}
