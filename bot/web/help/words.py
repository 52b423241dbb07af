"""Every sentence of the help centre, Chinese and English side by side."""

from bot.web.console.strings import Text

STRINGS: dict[str, Text] = {
    # The frame of every page
    "help": Text("帮助中心", "Help centre"),
    "skip": Text("跳到正文", "Skip to content"),
    "language": Text("语言", "Language"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    "where": Text("当前位置", "You are here"),
    "chat": Text("在线咨询", "Chat with us"),
    "chat_lead": Text(
        "没找到答案？机器人随时在，需要时转人工。",
        "Still stuck? Ask the bot at any time; it brings in a person when you need one.",
    ),
    # Home and modules
    "hello": Text("需要什么帮助？", "How can we help?"),
    "home_about": Text(
        "{name}的帮助文章：按模块浏览，或直接搜索。",
        "Help articles of {name}: browse by topic or search.",
    ),
    "topics": Text("按模块浏览", "Browse by topic"),
    "newest": Text("最近更新", "Recently updated"),
    "articles": Text("{n} 篇文章", "{n} articles"),
    "articles_one": Text("{n} 篇文章", "{n} article"),
    "no_articles": Text("这里还没有文章。", "There are no articles here yet."),
    "module_about": Text("关于“{module}”的帮助文章。", "Help articles about {module}."),
    "filter": Text("筛选", "Filter"),
    "error_type": Text("问题类型", "Kind of question"),
    "solution": Text("内容形式", "Kind of answer"),
    "any": Text("不限", "Any"),
    "none_left": Text("没有文章同时符合这些条件。", "No article fits these filters."),
    "clear": Text("清除筛选", "Clear the filters"),
    # Search
    "search": Text("搜索", "Search"),
    "search_label": Text("搜索帮助文章", "Search the help articles"),
    "search_hint": Text("例如：怎么导出数据", "For example: export my data"),
    "version_label": Text("你的产品版本（选填）", "Your product version (optional)"),
    "version_unread": Text(
        "没看懂版本“{version}”，已在全部版本里搜索。请写成 5.2 这样。",
        "“{version}” is no version we can read, so all versions were searched. Write it like 5.2.",
    ),
    "results_for": Text("“{query}”的搜索结果", "Results for “{query}”"),
    "results": Text("找到 {n} 篇", "{n} articles found"),
    "results_one": Text("找到 {n} 篇", "{n} article found"),
    "near": Text(
        "没有文章能明确回答这个问题，下面这几篇最接近。",
        "No article answers this for certain. These come closest.",
    ),
    "nothing": Text("没有找到相关文章", "No article found"),
    "nothing_for": Text("没有文章谈到“{query}”。", "None of our articles is about “{query}”."),
    "try": Text("可以试试", "What you can try"),
    "try_words": Text("换一种说法，或只留最关键的词", "Other words, or only the ones that matter most"),
    "try_code": Text("有错误码就直接搜错误码", "The error code, where you were shown one"),
    "try_version": Text("去掉产品版本再搜", "The same search without the product version"),
    "try_topics": Text("按模块浏览", "Browsing by topic"),
    "ask_person": Text("在线咨询，需要时转人工", "Asking in the chat, where a person can step in"),
    "cut": Text(
        "问题太长，只用前 {limit} 个字搜索。",
        "That was long: only the first {limit} characters were searched.",
    ),
    "empty_query": Text("输入你的问题、功能名或错误码。", "Type a question, a feature or an error code."),
    # An article
    "updated": Text("更新于", "Updated"),
    "revision": Text("第 {n} 版", "version {n}"),
    "contents": Text("本页内容", "On this page"),
    "related": Text("相关文章", "Related articles"),
    "holds_for": Text("适用版本", "Holds for"),
    "from_version": Text("{low} 及以上", "{low} and later"),
    "below_version": Text("{high} 之前", "before {high}"),
    "series_version": Text("{series}.x", "{series}.x"),
    "between_versions": Text("{low} 至 {high} 之前", "{low} to before {high}"),
    "plans": Text("适用套餐", "Plans"),
    "platforms": Text("适用平台", "Platforms"),
    "past": Text(
        "这篇文章讲的是以前的版本（{versions}）。", "This article is about an earlier version ({versions})."
    ),
    "not_translated": Text(
        "这篇文章暂时只有英文版。", "This article is not available in English yet; it is in Chinese."
    ),
    "stale": Text(
        "原文（英文）在翻译之后更新过，个别内容可能不同。",
        "The Chinese original has changed since this was translated; details may differ.",
    ),
    "read_original": Text("看英文原文", "Read the Chinese original"),
    # What a reader makes of it
    "helpful": Text("这篇文章有帮助吗？", "Was this helpful?"),
    "yes": Text("有帮助", "Yes"),
    "no": Text("没帮助", "No"),
    "thanks": Text("谢谢你的反馈！", "Thank you for telling us."),
    "thanks_no": Text("谢谢。哪里不好？（选填）", "Thank you. What was wrong with it? (optional)"),
    "unclear": Text("看不明白", "It is unclear"),
    "wrong": Text("内容有误", "Something in it is wrong"),
    "outdated": Text("已经过时", "It is outdated"),
    "not_asked": Text("不是我要找的", "It is not what I was looking for"),
    "comment": Text(
        "补充说明（选填，请勿填写个人信息）", "Anything to add? (optional; no personal details, please)"
    ),
    "send": Text("提交", "Send"),
    # What went wrong
    "problem_403": Text("不能这样提交", "That cannot be sent from there"),
    "problem_403_text": Text("请在文章页面上提交反馈。", "Please use the form on the article's own page."),
    "problem_404": Text("没有这个页面", "There is no such page"),
    "problem_404_text": Text(
        "地址可能写错了，或者内容已经移走。", "The address may be mistyped, or the page has moved."
    ),
    "problem_410": Text("这篇文章已下线", "This article has been retired"),
    "problem_410_text": Text(
        "它的内容不再适用。搜一下，看看有没有新的说明。",
        "What it said no longer holds. Search for what has taken its place.",
    ),
    "problem_422": Text("这个地址看不懂", "We could not read that address"),
    "problem_422_text": Text(
        "里面有的值不是我们认识的。请从首页重新开始。",
        "Something in it is not what we expected. Please start again from the home page.",
    ),
    "problem_429": Text("操作太快了", "That was too fast"),
    "problem_429_text": Text(
        "请过 {seconds} 秒再试。浏览文章不受影响。",
        "Please try again in {seconds} s. You can go on reading meanwhile.",
    ),
    "problem_503": Text("暂时用不了", "Not available right now"),
    "problem_503_text": Text(
        "服务正在启动或维护，请稍后再试。",
        "The service is starting or under maintenance. Please try again in a moment.",
    ),
    "problem_500": Text("出错了", "Something went wrong"),
    "problem_500_text": Text(
        "是我们的问题，请稍后再试。", "The fault is ours. Please try again in a moment."
    ),
    "home": Text("回到帮助中心首页", "Back to the help centre"),
}


def say(language: str, key: str, **values: object) -> str:
    """The sentence, filled in; with `n` 1 the one for a single thing, where there is one."""
    if values.get("n") == 1:
        key = f"{key}_one" if f"{key}_one" in STRINGS else key
    text = STRINGS[key].in_language(language)
    return text.format(**values) if values else text
