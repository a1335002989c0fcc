"""The protocol between the two processes: what is sent arrives, what is cut short is noticed."""

import io

import pytest

from reports.rendering.pdf_job import Answer, Job, read_answer, read_job, write_answer, write_job

JOB = Job(
    "<p>页\n面</p>",
    ("a{}", "b{}"),
    "ab12",
    {"picture:一": ("image/png", b"\x89PNG\n\x00")},
    b"{}",
    "2025-12-20",
)
ANSWER = Answer(b"%PDF-\n", 3, ("警告",), ("file:///etc/hostname",))


def test_a_job_arrives_as_it_was_sent():
    stream = io.BytesIO()
    write_job(stream, JOB)
    stream.seek(0)
    assert read_job(stream) == JOB


def test_an_answer_arrives_as_it_was_sent():
    stream = io.BytesIO()
    write_answer(stream, ANSWER)
    stream.seek(0)
    assert read_answer(stream) == ANSWER


@pytest.mark.parametrize("kept", [0, 5, -1])
def test_an_answer_cut_short_is_refused(kept):
    stream = io.BytesIO()
    write_answer(stream, ANSWER)
    with pytest.raises(ValueError):
        read_answer(io.BytesIO(stream.getvalue()[:kept]))
