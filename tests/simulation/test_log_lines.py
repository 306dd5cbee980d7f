"""The stand-in of Powertools prints what Powertools prints."""

import json
import sys
from datetime import UTC, datetime

import aws_lambda_powertools
import pytest
from aws_lambda_powertools.metrics import MetricUnit
from tests.simulation import log_lines


@pytest.fixture
def told(monkeypatch, capsys):
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "lines")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Centralita")
    return capsys


def lines(told):
    """What was printed since, one JSON object after the other, without the instant."""
    decoder, text, found = json.JSONDecoder(), told.readouterr().out, []
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        text = text[end:]
        value.pop("timestamp", None)
        value.get("_aws", {}).pop("Timestamp", None)
        found.append(value)
    return found


def said(logger):
    logger.info("event.applied", event_id="1", count=2, codes=["a"], nothing=None)
    logger.set_correlation_id("C1")
    logger.warning("sweep.waits", at=datetime(2026, 1, 1, tzinfo=UTC), nested={"a": 1.5})
    logger.set_correlation_id(None)
    logger.error("message.failed", error="ClientError", text="ñ")


def test_lines_are_the_same(told):
    said(aws_lambda_powertools.Logger(stream=sys.stdout))
    genuine = lines(told)
    said(log_lines.Logger())
    assert lines(told) == genuine
    assert len(genuine) == 3


def counted(metrics, *, fails):
    @metrics.log_metrics
    def handle(event, context):
        metrics.add_metric(name="One", unit=MetricUnit.Count, value=1)
        metrics.add_metric(name="Two", unit=MetricUnit.Seconds, value=2.5)
        metrics.add_metric(name="One", unit=MetricUnit.Count, value=3)
        if fails:
            raise ValueError
        return event

    if fails:
        with pytest.raises(ValueError, match=r"^$"):
            handle({"a": 1}, None)
    else:
        assert handle({"a": 1}, None) == {"a": 1}


@pytest.mark.parametrize("fails", [False, True])
def test_counts_are_the_same(told, fails):
    aws_lambda_powertools.Metrics().clear_metrics()  # what another test counted and never told
    counted(aws_lambda_powertools.Metrics(), fails=fails)
    genuine = lines(told)
    counted(log_lines.Metrics(), fails=fails)
    assert lines(told) == genuine
    assert len(genuine) == 1
