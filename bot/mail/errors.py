"""BotError
└── MailRefused     a mail that will not be taken however often it is sent; `reply` is SMTP's answer
"""

from bot.errors import BotError


class MailRefused(BotError):
    code = "mail_refused"

    def __init__(self, reply: str) -> None:
        super().__init__(f"the mail is refused: {reply}")
        self.reply = reply
