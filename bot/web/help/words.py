"""Every sentence of the help centre, Chinese and English side by side."""

from escalation.routing.words import Words

STRINGS: dict[str, Words] = {
    # The frame of every page
    "help": Words("帮助中心", "Help centre"),
    "skip": Words("跳到正文", "Skip to content"),
    "language": Words("语言", "Language"),
    "zh": Words("中文", "Chinese"),
    "en": Words("英文", "English"),
    "where": Words("当前位置", "You are here"),
    "chat": Words("在线咨询", "Chat with us"),
    "chat_lead": Words(
        "没找到答案？机器人随时在，需要时转人工。",
        "Still stuck? Ask the bot at any time; it brings in a person when you need one.",
    ),
    # Home and modules
    "hello": Words("需要什么帮助？", "How can we help?"),
    "home_about": Words(
        "{name}的帮助文章：按模块浏览，或直接搜索。",
        "Help articles of {name}: browse by topic or search.",
    ),
    "topics": Words("按模块浏览", "Browse by topic"),
    "newest": Words("最近更新", "Recently updated"),
    "articles": Words("{n} 篇文章", "{n} articles"),
    "articles_one": Words("{n} 篇文章", "{n} article"),
    "no_articles": Words("这里还没有文章。", "There are no articles here yet."),
    "module_about": Words("关于“{module}”的帮助文章。", "Help articles about {module}."),
    "filter": Words("筛选", "Filter"),
    "error_type": Words("问题类型", "Kind of question"),
    "solution": Words("内容形式", "Kind of answer"),
    "any": Words("不限", "Any"),
    "none_left": Words("没有文章同时符合这些条件。", "No article fits these filters."),
    "clear": Words("清除筛选", "Clear the filters"),
    "pages": Words("分页", "Pages"),
    "page_of": Words("第 {n} 页，共 {pages} 页", "Page {n} of {pages}"),
    "previous": Words("上一页", "Previous page"),
    "next": Words("下一页", "Next page"),
    # Search
    "search": Words("搜索", "Search"),
    "search_label": Words("搜索帮助文章", "Search the help articles"),
    "search_hint": Words("例如：怎么导出数据", "For example: export my data"),
    "version_label": Words("你的产品版本（选填）", "Your product version (optional)"),
    "version_unread": Words(
        "没看懂版本“{version}”，已在全部版本里搜索。请写成 5.2 这样。",
        "“{version}” is no version we can read, so all versions were searched. Write it like 5.2.",
    ),
    "results_for": Words("“{query}”的搜索结果", "Results for “{query}”"),
    "results": Words("找到 {n} 篇", "{n} articles found"),
    "results_one": Words("找到 {n} 篇", "{n} article found"),
    "near": Words(
        "没有文章能明确回答这个问题，下面这几篇最接近。",
        "No article answers this for certain. These come closest.",
    ),
    "nothing": Words("没有找到相关文章", "No article found"),
    "nothing_for": Words("没有文章谈到“{query}”。", "None of our articles is about “{query}”."),
    "try": Words("可以试试", "What you can try"),
    "try_words": Words("换一种说法，或只留最关键的词", "Other words, or only the ones that matter most"),
    "try_code": Words("有错误码就直接搜错误码", "The error code, where you were shown one"),
    "try_version": Words("去掉产品版本再搜", "The same search without the product version"),
    "try_topics": Words("按模块浏览", "Browsing by topic"),
    "ask_person": Words("在线咨询，需要时转人工", "Asking in the chat, where a person can step in"),
    "cut": Words(
        "问题太长，只用前 {limit} 个字搜索。",
        "That was long: only the first {limit} characters were searched.",
    ),
    "empty_query": Words("输入你的问题、功能名或错误码。", "Type a question, a feature or an error code."),
    # An article
    "updated": Words("更新于", "Updated"),
    "revision": Words("第 {n} 版", "version {n}"),
    "contents": Words("本页内容", "On this page"),
    "related": Words("相关文章", "Related articles"),
    "holds_for": Words("适用版本", "Holds for"),
    "from_version": Words("{low} 及以上", "{low} and later"),
    "below_version": Words("{high} 之前", "before {high}"),
    "series_version": Words("{series}.x", "{series}.x"),
    "between_versions": Words("{low} 至 {high} 之前", "{low} to before {high}"),
    "plans": Words("适用套餐", "Plans"),
    "platforms": Words("适用平台", "Platforms"),
    "past": Words(
        "这篇文章讲的是以前的版本（{versions}）。", "This article is about an earlier version ({versions})."
    ),
    "not_translated": Words(
        "这篇文章暂时只有英文版。", "This article is not available in English yet; it is in Chinese."
    ),
    "stale": Words(
        "原文（英文）在翻译之后更新过，个别内容可能不同。",
        "The Chinese original has changed since this was translated; details may differ.",
    ),
    "read_original": Words("看英文原文", "Read the Chinese original"),
    # What a reader makes of it
    "helpful": Words("这篇文章有帮助吗？", "Was this helpful?"),
    "yes": Words("有帮助", "Yes"),
    "no": Words("没帮助", "No"),
    "thanks": Words("谢谢你的反馈！", "Thank you for telling us."),
    "thanks_no": Words("谢谢。哪里不好？（选填）", "Thank you. What was wrong with it? (optional)"),
    "unclear": Words("看不明白", "It is unclear"),
    "wrong": Words("内容有误", "Something in it is wrong"),
    "outdated": Words("已经过时", "It is outdated"),
    "not_asked": Words("不是我要找的", "It is not what I was looking for"),
    "comment": Words(
        "补充说明（选填，请勿填写个人信息）", "Anything to add? (optional; no personal details, please)"
    ),
    "send": Words("提交", "Send"),
    # What went wrong
    "problem_403": Words("不能这样提交", "That cannot be sent from there"),
    "problem_403_text": Words("请在文章页面上提交反馈。", "Please use the form on the article's own page."),
    "problem_404": Words("没有这个页面", "There is no such page"),
    "problem_404_text": Words(
        "地址可能写错了，或者内容已经移走。", "The address may be mistyped, or the page has moved."
    ),
    "problem_410": Words("这篇文章已下线", "This article has been retired"),
    "problem_410_text": Words(
        "它的内容不再适用。搜一下，看看有没有新的说明。",
        "What it said no longer holds. Search for what has taken its place.",
    ),
    "problem_422": Words("这个地址看不懂", "We could not read that address"),
    "problem_422_text": Words(
        "里面有的值不是我们认识的。请从首页重新开始。",
        "Something in it is not what we expected. Please start again from the home page.",
    ),
    "problem_429": Words("操作太快了", "That was too fast"),
    "problem_429_text": Words(
        "请过 {seconds} 秒再试。浏览文章不受影响。",
        "Please try again in {seconds} s. You can go on reading meanwhile.",
    ),
    "problem_503": Words("暂时用不了", "Not available right now"),
    "problem_503_text": Words(
        "服务正在启动或维护，请稍后再试。",
        "The service is starting or under maintenance. Please try again in a moment.",
    ),
    "problem_500": Words("出错了", "Something went wrong"),
    "problem_500_text": Words(
        "是我们的问题，请稍后再试。", "The fault is ours. Please try again in a moment."
    ),
    "home": Words("回到帮助中心首页", "Back to the help centre"),
}


def say(language: str, key: str, **values: object) -> str:
    """The sentence, filled in; with `n` 1 the one for a single thing, where there is one."""
    if values.get("n") == 1:
        key = f"{key}_one" if f"{key}_one" in STRINGS else key
    text = STRINGS[key].in_language(language)
    return text.format(**values) if values else text
