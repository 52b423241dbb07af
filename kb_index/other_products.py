"""Products of other firms that customers name: an article that does not mention them answers nothing on them.

Names that are also common words of a desk ("teams", "monday", "word"), and what people only ask from (their
browser, their phone, their spreadsheet), are not among them.
"""

import re
from collections.abc import Sequence
from functools import cache

from kb_index.words import normalised, search_words

_NAMES = """
notion asana jira confluence trello clickup basecamp airtable smartsheet wrike todoist evernote onenote miro
figma canva photoshop illustrator
slack discord webex skype whatsapp wechat telegram messenger dingtalk feishu lark wecom
microsoft-teams ms-teams
instagram facebook twitter tiktok linkedin youtube reddit pinterest netflix spotify
gmail hotmail dropbox onedrive sharepoint icloud google-drive google-docs
salesforce hubspot pipedrive zoho zendesk intercom freshdesk mailchimp typeform docusign calendly
shopify woocommerce wordpress wix squarespace magento
paypal alipay venmo quickbooks xero sap workday bamboohr
github gitlab bitbucket jenkins docker kubernetes aws ec2 ecs heroku vercel cloudflare mongodb mysql
chatgpt openai gemini copilot siri alexa
amazon ebay uber airbnb booking.com
飞书 钉钉 企业微信 微信 腾讯会议 腾讯文档 石墨文档 金山文档 语雀 印象笔记 有道云笔记 多维表格 幕布 蓝湖 墨刀
百度网盘 坚果云 阿里云 腾讯云 华为云 百度云
淘宝 天猫 京东 拼多多 有赞 微店 闲鱼 抖音 快手 微博 小红书 知乎 豆瓣 哔哩哔哩 美团 饿了么 滴滴 携程
支付宝 用友 金蝶 纷享销客 销售易 明道云 简道云 禅道 豆包 文心一言 通义千问
"""
NAMES = _NAMES.split()


def products_named(query: str) -> Sequence[str]:
    """Those of NAMES that the question has, as they stand there, each once."""
    return list(dict.fromkeys(found[0] for found in _pattern().finditer(normalised(query))))


@cache
def words_of(name: str) -> Sequence[str]:
    return search_words(name)


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(NAMES, key=lambda name: (-len(name), name))
    latin = "|".join(re.escape(name).replace(r"\-", r"[ -]") for name in longest_first if name.isascii())
    chinese = "|".join(name for name in longest_first if not name.isascii())
    return re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])|{chinese}")
