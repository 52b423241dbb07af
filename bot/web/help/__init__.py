"""The help pages that the bot's answers link to: /kb/{site_key}/{article}?lang=zh, without any script."""
