"""STARTTLS where mail comes in, from outside: smtplib, and certificates that openssl makes."""

import json
import os
import shutil
import smtplib
import ssl
import subprocess
from pathlib import Path

import pytest

from bot.errors import SettingsWrong
from bot.mail.listening import MOST_CONNECTIONS
from bot.mail.tls import read_mail_tls
from bot.settings import Settings
from tests.command import huiyi
from tests.mail_desk import LI, SUPPORT, MailDesk, mail_desk


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_certificate(folder: Path, days: int = 30) -> dict[str, Path]:
    """Its own authority, for 127.0.0.1; the settings that name it and its key."""
    files = {"mail_tls_cert": folder / "cert.pem", "mail_tls_key": folder / "key.pem"}
    openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1", "-days", days or 1),
        *("-out", files["mail_tls_cert"], "-keyout", files["mail_tls_key"]),
    )
    if not days:
        again = folder / "again.pem"
        openssl(
            *("x509", "-days", 0, "-in", files["mail_tls_cert"], "-signkey", files["mail_tls_key"]),
            *("-out", again),
        )
        again.replace(files["mail_tls_cert"])
    return files


@pytest.fixture
def files(tmp_path) -> dict[str, Path]:
    return make_certificate(tmp_path)


@pytest.fixture
def other(tmp_path) -> dict[str, Path]:
    folder = tmp_path / "other"
    folder.mkdir()
    return make_certificate(folder)


def trusting(files: dict[str, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=files["mail_tls_cert"])


def shows(desk: MailDesk, files: dict[str, Path]) -> bool:
    """That certificate."""
    with desk.connect() as client:
        try:
            return client.starttls(context=trusting(files))[0] == 220
        except ssl.SSLCertVerificationError:
            client.close()
            return False


@pytest.mark.parametrize("required", [False, True])
def test_mail_comes_in_under_tls(database, tmp_path, files, required):
    with mail_desk(database, tmp_path, **files, mail_tls_required=required) as desk:
        with desk.connect() as client:
            client.starttls(context=trusting(files))
            client.sendmail(LI, [SUPPORT], desk.compose("How do I export?").as_bytes())
            assert not client.has_extn("starttls")
            assert not client.has_extn("auth")
        assert desk.said() == [("customer", "How do I export?")]


def test_mail_comes_in_without_tls_where_it_is_not_required(database, tmp_path, files):
    with mail_desk(database, tmp_path, **files) as desk:
        desk.post(desk.compose("How do I export?"))
        assert desk.said() == [("customer", "How do I export?")]


def test_where_tls_is_required_no_mail_comes_in_before_it(database, tmp_path, files):
    with mail_desk(database, tmp_path, **files, mail_tls_required=True) as desk:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            desk.post(desk.compose("How do I export?"))
        assert refused.value.smtp_code == 530
        assert desk.conversations() == []


def test_without_a_certificate_tls_is_not_offered(database, tmp_path):
    with mail_desk(database, tmp_path) as desk, desk.connect() as client:
        client.ehlo()
        assert not client.has_extn("starttls")


def test_a_new_certificate_is_taken_up_once_its_key_is_there_too(database, tmp_path, files, other):
    with mail_desk(database, tmp_path, **files) as desk:
        before = {"mail_tls_cert": shutil.copy(files["mail_tls_cert"], tmp_path / "before.pem")}
        assert shows(desk, before)
        other["mail_tls_cert"].replace(files["mail_tls_cert"])
        assert shows(desk, before)
        other["mail_tls_key"].replace(files["mail_tls_key"])
        assert not shows(desk, before)
        assert shows(desk, files)


def test_tls_older_than_1_2_is_refused_however_often_it_is_tried(database, tmp_path, files):
    old = trusting(files)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with mail_desk(database, tmp_path, **files) as desk:
        for _ in range(MOST_CONNECTIONS + 1):
            with desk.connect() as client, pytest.raises((ssl.SSLError, ConnectionResetError)):
                client.starttls(context=old)
        assert shows(desk, files)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"mail_tls_key": None}, "HUIYI_MAIL_TLS_KEY not set"),
        ({"mail_tls_cert": None}, "HUIYI_MAIL_TLS_CERT not set"),
        (
            {"mail_tls_cert": None, "mail_tls_key": None, "mail_tls_required": True},
            "HUIYI_MAIL_TLS_CERT and HUIYI_MAIL_TLS_KEY not set",
        ),
        ({"mail_tls_cert": "missing.pem"}, "missing.pem cannot be read: No such file"),
        ({"mail_tls_key": "other"}, "other cannot be read: Is a directory"),
        ({"mail_tls_key": "other/key.pem"}, "expected a certificate and its key"),
        ({"mail_tls_cert": "key.pem"}, "expected a certificate and its key"),
        ({"mail_tls_key": "locked.pem"}, "without a password"),
    ],
)
def test_files_that_do_not_fit_are_told(tmp_path, monkeypatch, files, other, given, told):
    monkeypatch.chdir(tmp_path)
    openssl("ec", "-in", "key.pem", "-aes256", "-passout", "pass:secret", "-out", "locked.pem")
    with pytest.raises(SettingsWrong, match=told):
        read_mail_tls(Settings(**(files | given)))


def named(monkeypatch: pytest.MonkeyPatch, files: dict[str, Path]) -> None:
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    monkeypatch.setenv("HUIYI_MAIL_LISTEN", "127.0.0.1:0")
    for name, file in files.items():
        monkeypatch.setenv(f"HUIYI_{name.upper()}", os.fspath(file))


def test_a_service_does_not_start_with_them(tmp_path, monkeypatch, files, other):
    named(monkeypatch, files | {"mail_tls_key": other["mail_tls_key"]})
    ended = huiyi(tmp_path, "serve", "--port", 0)
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("huiyi: HUIYI_MAIL_TLS_CERT is ")


@pytest.mark.parametrize(
    ("days", "ok", "told"), [(0, False, "ran out"), (13, False, "runs out"), (16, True, "runs out")]
)
def test_doctor_tells_a_certificate_that_runs_out(tmp_path, monkeypatch, days, ok, told):
    named(monkeypatch, make_certificate(tmp_path, days))
    found = certificate_finding(tmp_path)
    assert (found["ok"], found["required"]) == (ok, False)
    assert found["found"].startswith(told)


def test_doctor_tells_files_that_do_not_fit(tmp_path, monkeypatch, files):
    named(monkeypatch, files | {"mail_tls_key": tmp_path / "missing.pem"})
    found = certificate_finding(tmp_path)
    assert (found["ok"], found["required"]) == (False, True)
    assert "missing.pem cannot be read" in found["found"]


def certificate_finding(home: Path) -> dict[str, object]:
    findings = json.loads(huiyi(home, "doctor", "--json").stdout)["findings"]
    (found,) = [one for one in findings if one["check"] == "mail certificate"]
    return found
