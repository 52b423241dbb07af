"""Which hosts may be called, and which settings are refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.actions.hosts import addresses_of, read_hosts, target_of
from bot.actions.performing import load_actions
from bot.clock import utc_now
from bot.errors import SettingsWrong
from bot.outbox import Undeliverable
from bot.settings import Settings

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    ("listed", "url", "allowed"),
    [
        ("crm.example.com", "https://crm.example.com/a", True),
        ("crm.example.com", "https://CRM.example.com:443/a", True),
        ("crm.example.com", "https://crm.example.com:8443/a", False),
        ("crm.example.com:8443", "https://crm.example.com:8443/a", True),
        ("crm.example.com", "https://example.com/", False),
        ("*.shop.example", "https://eu.api.shop.example/", True),
        ("*.shop.example", "https://shop.example/", False),
        ("*.shop.example", "https://evilshop.example/", False),
        ("*.shop.example", "https://eu.shop.example:8080/", False),
        ("", "https://crm.example.com/", False),
        ("[::1]:9000", "http://[::1]:9000/", True),
    ],
)
def test_only_what_is_listed_is_found(listed, url, allowed):
    assert (read_hosts(listed).find(url) is not None) == allowed


@pytest.mark.parametrize(
    "entry", ["https://crm.example.com", "crm.example.com/a", "*", "a@b.example", "*.a.example:1"]
)
def test_an_entry_that_is_no_host_is_refused(entry):
    with pytest.raises(SettingsWrong, match="HUIYI_ACTION_HOSTS has"):
        read_hosts(f"good.example, {entry}")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "0.0.0.1", "[::1]", "[::ffff:10.0.0.7]"],
)
def test_an_address_of_this_network_is_reached_by_its_listed_name_only(address):
    assert addresses_of(target_of(f"http://{address}:81/", private_too=True))
    with pytest.raises(Undeliverable, match="not public"):
        addresses_of(target_of(f"http://{address}:81/", private_too=False))


def test_a_public_address_is_called_by_https_only():
    assert addresses_of(target_of("https://93.184.216.34/", private_too=False)) == ["93.184.216.34"]
    with pytest.raises(Undeliverable, match="use https://"):
        addresses_of(target_of("http://93.184.216.34/", private_too=True))


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"action_modules": "no.such.module"}, "names no.such.module, which cannot be imported"),
        ({"action_endpoint": "actions:5055"}, "HUIYI_ACTION_ENDPOINT: .* expected http://host:5055/webhook"),
        ({"action_hosts": "https://x"}, "HUIYI_ACTION_HOSTS has 'https://x'"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(tmp_path, setting, says):
    with pytest.raises(SettingsWrong, match=says):
        load_actions(Settings(home=tmp_path, **setting), utc_now, {})


def test_without_a_module_the_sdk_is_not_imported():
    code = (
        "import sys; from bot import app, bootstrap; from bot.actions.performing import load_actions;"
        "from bot.settings import Settings; from bot.clock import utc_now;"
        "load_actions(Settings(), utc_now); print(sorted({'rasa_sdk', 'sanic', 'grpc'} & set(sys.modules)))"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert outcome.stdout.strip() == "[]", outcome.stderr
