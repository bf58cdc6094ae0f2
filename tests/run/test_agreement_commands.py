"""Once something is published, the check of the agreement names who has not read it."""

from tests.example.published import EXAMPLE
from tests.run.terminal import Terminal


def test_the_check_names_who_has_not_read_the_version_in_force(terminal: Terminal) -> None:
    answer = terminal.run("agreement", "check", "--agreements", str(EXAMPLE.agreements))
    assert answer.code == 0
    (line,) = [line for line in answer.out.splitlines() if "not yet by" in line]
    assert "Jonas Petersen" in line
    assert "Queue" not in line
