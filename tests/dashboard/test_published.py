"""One version per page, read-only, locked; and the command that starts the app is as locked."""

import asyncio
import os
import tomllib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard import asgi, published, queries, serve
from tests.dashboard import company


def test_a_page_reads_one_version_and_the_next_run_the_new_one(tmp_path: Path):
    company.publish(tmp_path)
    first = published.current(tmp_path)
    assert first is not None
    assert queries.release(first).data_through == date(2025, 11, 23)
    company.publish(
        tmp_path, "run-2", ["update run set run_id = 'run-2', data_through = date '2025-11-24'"]
    )
    second = published.current(tmp_path)
    assert second is not None
    assert queries.release(first).data_through == date(2025, 11, 23)
    assert queries.release(second).run_id == "run-2"


@pytest.mark.parametrize(
    "attempt",
    [
        "create table mine (a int)",
        "select * from read_csv('/etc/hostname')",
        "copy run to '/tmp/out.csv'",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_the_connection_can_only_read_this_file(good_home: Path, attempt: str):
    found = published.current(good_home)
    assert found is not None
    connection = published._connection(str(found.path))
    with connection.cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(attempt).fetchall()


def test_a_closed_version_can_be_opened_again(tmp_path: Path):
    company.publish(tmp_path)
    found = published.current(tmp_path)
    assert found is not None
    before = queries.stages(found)
    published._connection.clear()
    published._read.clear()
    assert queries.stages(found) == before


@pytest.mark.parametrize("told", ["", "{", "[]", '{"failed_checks": 3}', '{"at": "yesterday"}'])
def test_a_status_file_that_says_nothing_is_no_error(tmp_path: Path, told: str):
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "status.json").write_text(told, encoding="utf-8")
    assert published.last_run(tmp_path) is None


def test_the_command_and_the_config_say_the_same():
    settings = tomllib.loads((serve.FOLDER / ".streamlit" / "config.toml").read_text())
    given = dict(part[2:].split("=") for part in serve.command(8999) if part.startswith("--"))
    assert given.pop("server.port") == "8999"
    for name, value in given.items():
        section, option = name.split(".")
        assert str(settings[section][option]).lower() == value.lower(), name
    assert given["browser.gatherUsageStats"] == "false"
    assert given["server.address"] == "127.0.0.1"
    assert given["client.showErrorDetails"] == "none"


def test_every_answer_forbids_what_comes_from_outside():
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    async def send(message):
        sent.append(message)

    asyncio.run(asgi.SecurityHeaders(app)({"type": "http"}, None, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert sent[1]["body"] == b"page"


def test_the_app_asks_no_font_or_picture_from_outside():
    for file in serve.FOLDER.rglob("*"):
        if file.suffix in {".toml", ".css", ".svg", ".py"}:
            words = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "://" not in words, file


def test_the_home_folder_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SMARKETING_HOME", str(tmp_path))
    assert published.home_folder() == tmp_path
    monkeypatch.setenv("SMARKETING_HOME", " ")
    assert published.home_folder() == serve.FOLDER.parent / "data"
    assert serve.environment(tmp_path / "b")["SMARKETING_HOME"] == str(tmp_path / "b")
    assert serve.environment()["PATH"] == os.environ["PATH"]


def test_every_query_has_a_function_and_every_function_a_query():
    asking = sorted(serve.FOLDER.glob("*queries.py"))
    source = "\n".join(file.read_text(encoding="utf-8") for file in asking)
    for file in published.SQL_FOLDER.glob("*.sql"):
        assert f'"{file.stem}"' in source, file.name
        assert file.read_text(encoding="utf-8").startswith("-- grain:"), file.name
