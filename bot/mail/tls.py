"""The certificate that the listener offers STARTTLS with."""

import ssl
from pathlib import Path

from bot.errors import SettingsWrong
from bot.logging import get_logger
from bot.settings import Settings


class MailTLS:
    """SettingsWrong where the files are no certificate and its key. `required`: no mail without STARTTLS."""

    def __init__(self, certificate: Path, key: Path, *, required: bool) -> None:
        self._files = (certificate, key)
        self.required = required
        self._taken = self._read()
        self._context = self._load()

    def context(self) -> ssl.SSLContext:
        """Of the files as they are now; of those before, while one is replaced and the other is not."""
        try:
            found = self._read()
            if found != self._taken:
                self._context, self._taken = self._load(), found
        except SettingsWrong as wrong:
            get_logger("mail").warning("mail_certificate_kept", why=str(wrong))
        return self._context

    def _read(self) -> list[bytes]:
        try:
            return [file.read_bytes() for file in self._files]
        except OSError as wrong:
            raise SettingsWrong(
                f"HUIYI_MAIL_TLS_CERT or _KEY: {wrong.filename} cannot be read: {wrong.strerror}"
            ) from None

    def _load(self) -> ssl.SSLContext:
        certificate, key = self._files
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(certificate, key, password="")  # or OpenSSL asks on the terminal
        except OSError as wrong:
            raise SettingsWrong(
                f"HUIYI_MAIL_TLS_CERT is {certificate} and HUIYI_MAIL_TLS_KEY {key}, expected a certificate "
                f"and its key, in PEM and without a password: {getattr(wrong, 'reason', None) or wrong}"
            ) from None
        return context


def read_mail_tls(settings: Settings) -> MailTLS | None:
    """None where no certificate is set; SettingsWrong."""
    certificate, key, required = settings.mail_tls_cert, settings.mail_tls_key, settings.mail_tls_required
    if certificate and key:
        return MailTLS(certificate, key, required=required)
    if certificate or key or required:
        files = {"HUIYI_MAIL_TLS_CERT": certificate, "HUIYI_MAIL_TLS_KEY": key}
        missing = " and ".join(name for name, file in files.items() if not file)
        raise SettingsWrong(f"{missing} not set: STARTTLS needs a certificate and its key, PEM files")
    return None
