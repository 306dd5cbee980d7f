"""Each alarm's cure in the runbook has a test that follows it, or says how far it can be followed here."""

import ast
from pathlib import Path

import pytest
from infra import ROOT
from infra.cdk.alarms import ALARMS
from tests.infra.synth import resources

OURS, AWS, AT_X = (f"functions/cures/test_{name}.py" for name in ("of_ours", "of_aws", "at_x"))
WEBHOOK, RENEWAL = "functions/reconcile/test_webhook.py", "functions/reconcile/test_renewal.py"
OPERATING, TEMPLATE = "local/test_operating.py", "infra/test_template.py"

FOLLOWED = {
    "OldestMessage": (
        AWS,
        "test_a_message_that_a_function_fails_again_and_again_is_in_its_log_and_is_applied_when_that_is_mended",
    ),
    "OldestReady": (OURS, "test_what_waits_while_x_is_away_is_named_by_the_doctor_and_goes_when_x_is_back"),
    "WebhookErrors": (AWS, "test_server_errors_of_the_webhook_are_named_in_its_log_with_their_reason_and_end_with_it"),
    "WithdrawnToken": (
        OURS,
        "test_a_token_that_was_withdrawn_and_is_still_used_is_named_and_its_program_gets_a_new_one",
    ),
    "SecretUnreadable": (AWS, "test_an_apps_secret_that_cannot_be_read_is_put_back_and_is_written_over_by_no_command"),
    "EnqueueFailed": (AWS, "test_what_events_fifo_did_not_take_is_fetched_by_reconcile"),
    "SurveysNotSent": (
        OURS,
        "test_surveys_that_x_refuses_for_one_reason_are_listed_with_it_and_paused_in_the_settings",
    ),
    "SendUnconfirmed": (OURS, "test_a_send_of_which_x_said_nothing_is_settled_by_a_persons_verdict"),
    "BudgetSoft": (OURS, "test_a_month_whose_dollars_are_spent_goes_on_with_more_of_them"),
    "BudgetHard": (OURS, "test_a_month_whose_dollars_are_spent_goes_on_with_more_of_them"),
    "SettingsUnreadable": (AWS, "test_settings_that_a_newer_release_wrote_are_pushed_from_their_file"),
    "SlaBreach": (
        OURS,
        "test_for_customers_who_wait_beyond_their_target_an_incident_is_opened_or_another_target_holds",
    ),
    "FunctionErrors": (AWS, "test_what_a_faulty_release_put_aside_is_redriven_after_the_roll_back"),
    "FunctionThrottles": (
        AWS,
        "test_functions_that_lambda_refuses_are_watched_one_by_one_and_the_doctor_says_what_to_ask_for",
    ),
    "GapReplayed": (AT_X, "test_a_gap_that_was_replayed_is_told_once_and_nothing_is_to_be_done"),
    "ChatShut": (AT_X, "test_encrypted_messages_that_stay_shut_are_opened_once_the_keys_are_connected"),
    "ChatSecretUnreadable": (
        AT_X,
        "test_a_secret_of_chats_that_cannot_be_read_is_put_back_or_emptied_and_connected_and_by_no_command_written_over",
    ),
    "MediaFailed": (
        AT_X,
        "test_pictures_that_x_does_not_show_are_named_in_the_log_and_others_are_fetched_when_it_does",
    ),
    "ContextNotFound": (AT_X, "test_who_customers_are_is_asked_again_with_a_new_token_or_with_credit"),
    # Those that stood beside what they are about before.
    "DeadLetters": (OPERATING, "test_a_dead_letter_is_shown_with_its_reason_put_back_when_that_is_mended_and_applied"),
    "SubscriberPaused": (
        "infra/test_subscribers_command.py",
        "test_who_is_paused_is_told_nothing_until_resumed_and_the_doctor_says_so",
    ),
    "SignatureRefused": (
        "functions/test_ingest.py",
        "test_a_secret_that_was_rotated_is_taken_over_without_a_deploy_and_the_previous_one_holds",
    ),
    "WebhookInvalid": (WEBHOOK, "test_xs_yes_is_not_believed_before_it_is_read_back_and_the_gap_is_kept"),
    "WebhookMissing": (OPERATING, "test_an_account_is_connected_from_a_file_of_keys_and_again_without_any"),
    "SubscriptionRefused": (WEBHOOK, "test_a_subscription_that_x_refuses_holds_no_other"),
    "RefusalUnknown": (
        "functions/test_acknowledge_and_publish.py",
        "test_a_sentence_of_x_that_nobody_knows_is_counted_and_kept_without_what_is_personal",
    ),
    "Silence": (
        "functions/reconcile/test_refusals.py",
        "test_a_silence_that_is_not_normal_is_counted_when_both_lists_were_read",
    ),
    "ChatUnverified": ("functions/test_chat.py", "test_new_keys_of_the_customer_are_looked_up_when_they_do_not_fit"),
    "CredentialsRefused": (OPERATING, "test_keys_that_x_refuses_are_told_with_where_to_find_the_right_ones"),
    "PermissionRefused": (
        RENEWAL,
        "test_a_refusal_is_told_in_every_run_until_somebody_connects_again_and_x_is_asked_no_more",
    ),
    "PermissionUnclear": (RENEWAL, "test_whoever_connects_again_meanwhile_ends_the_doubt"),
    "AccessRevoked": (
        "local/desk/test_connection.py",
        "test_a_supervisor_connects_the_account_on_xs_page_and_takes_it_back",
    ),
    "CreditLow": (WEBHOOK, "test_somebody_is_told_before_the_credit_is_used_up"),
    "OutOfCredit": (
        WEBHOOK,
        "test_without_credit_subscriptions_are_left_and_with_credit_again_renewed_and_the_gap_replayed",
    ),
    # A schedule that is off is set up by a deploy, which no test makes: that the alarm sees it is looked at.
    **dict.fromkeys(
        ("HoursStill", "ReconcileStill", "ReportStill", "ExportStill"),
        (TEMPLATE, "test_every_alarm_watches_what_a_function_truly_counts_in_the_stages_own_namespace"),
    ),
}


def test_an_alarm_without_a_test_of_its_cure_fails_here():
    assert {alarm.name for alarm in ALARMS} == set(FOLLOWED)
    made = {one["AlarmName"].split("-")[2] for one in resources("CloudWatch::Alarm").values()}
    assert made == set(FOLLOWED)


@pytest.mark.parametrize("place", sorted({path for path, _ in FOLLOWED.values()}))
def test_each_test_that_the_table_names_is_there(place: str):
    tree = ast.parse((ROOT / "tests" / Path(place)).read_text(encoding="utf-8"))
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert {name for path, name in FOLLOWED.values() if path == place} <= there
