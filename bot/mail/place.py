"""Where mail is listened for."""

from bot.errors import SettingsWrong


def read_place(setting: str) -> tuple[str, int]:
    """ "127.0.0.1:2525" or "[::1]:2525"; SettingsWrong."""
    host, _, port = setting.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise SettingsWrong(
            f"HUIYI_MAIL_LISTEN is {setting[:80]!r}, expected host:port such as 127.0.0.1:2525"
        )
    return host.strip("[]"), int(port)
