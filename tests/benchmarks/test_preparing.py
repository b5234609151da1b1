"""The measuring of preparation: every case makes the same ids, and all rows come."""

import pytest

from benchmarks import preparing


@pytest.mark.integration
def test_all_cases_make_the_same_ids_and_every_row_comes(capsys: pytest.CaptureFixture[str]) -> None:
    preparing.main(["--quick", "--runs", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" prepare 2 MB")[0] for line in lines[1:]] == ["time to", "time to", "memory to"]
