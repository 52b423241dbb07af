"""Words that any question may hold, whatever it is about: they count `LIGHT` of what their rarity says.

Unlike stop words they are looked for, since an article may well turn on "before" or 多久.
"""

LIGHT = 0.2

_ENGLISH = """
able about above account across actually add ago ahead all allow almost alone along already alright
although always anybody anymore anything anyway anywhere apparently around ask away awhile back bad
basically because become before begin behind believe below best better between big bit both break bring
btw build built busy buy call came careful case certain change check choose class clear click close come
common complete completely correct could couple course cut day decide definitely different difficult
done drop during each early easy either else enough entire especially even ever every everybody everyone
everything exactly except expect explain face fact fail far fast feel few fill find fine finish first
fix folks follow force forever forward found free friend front full further gave gone gonna good got
great guess guy guys half happen happens happened hard havent head hear help high hit hold home hope
hour huge idea instead issue job keep kind know large last late later latest least leave left less let
likely line little live load long longer look looking lose lost lot lots low made main many matter maybe
mean means meet middle minute miss mistake month morning move moved multiple name near nearly never new
next nice night nobody none normal nothing notice number obviously often ok okay old once one ones only
onto open option order otherwise outside own part past people per perhaps person place plain plan plus
point possible probably problem proper properly provide put question quick quickly quite ran rather read
ready real really reason recent recently related remember right run running said same saw say says
search second see seem seems seen self send sent set several shall short show showing shown side simple
simply since single sit small somebody somehow someone something sometimes somewhere soon sorry sort
special start started stay step still stop stuff such suddenly suppose sure take takes tell ten thing
things think though thought three through throw till time today together told tomorrow tonight took top
total totally toward tried try trying turn twice two type under understand unless unlike until usual
usually various via wait want wants way week weird well went whatever whenever whether whole wide wish
within without wonder word work works working worse worst worth write wrong wrote yeah year years yes
yesterday yet
"""

_CHINESE = """
一直 一样 一次 一天 一条 一点 一起 一般 一定 一开始 一分钟 一句 一份 一部分 一遍 上去 上来 上面 上周
上次 上个月 下来 下去 下面 下周 下次 下个月 不会 不到 不同 不行 不过 不想 不是 不对 不错 不好 不用 不动
不少 不干 东西 为止 之前 之后 之间 也许 事情 于是 今天 今年 今晚 从来 他人 以上 以下 以为 以前 以后 任何
会儿 似乎 但是 几个 几天 几次 几千 几分钟 出来 出去 出现 刚刚 刚才 刚好 到底 前面 十分 半天 却 卡 原来
原因 只是 只有 只能 只想 各种 同样 后来 后面 告诉 周一 周二 周三 周四 周五 周六 周日 哪些 回事 回来 回去
因此 地方 多久 多大 多长 大概 大家 大部分 天天 太久 失去 好像 好几 好多 好意 好意思 必须 怎么回事 忽然
快 忙 总共 情况 意思 慢慢 或者 所有 所有人 打开 找不到 找到 报 拿 按 换 据说 支持 放 放在 方便 方式 无法
早上 明天 明年 昨天 晚上 最 最后 最多 最少 最近 最好 有事 有人 有些 有时 有点 有的 本来 来不及 来着 根本
正在 正常 每个 每次 每天 每月 比如 比较 没错 没人 没法 点 点击 然而 特别 现在 甚至 界面 目前 直接 看到
看看 看下 确定 确认 离开 种 突然 立刻 第一 第一次 等等 等 简单 经常 结果 给我 老 老师 而且 肯定 能够
自从 虽然 行 要求 觉得 认为 让我 记得 记录 试 试过 该 谁 赶紧 起来 跑 转 转半天 过去 过来 过分 这边 这次
这样 进来 进去 进 适合 选 通过 那天 那边 那时 那种 部分 都是 里面 问题 附近 随便 随时 随意 除了 需 非常
马上 高 麻烦 久 人 人家 今 再 先 全 全部 其他 其实 出 分 别 前 又 叫 各 后 告 哪儿 啦 嘞 多 天 年 当 成
找 拿到 整个 整 方法 是否 月 有效 次 每 没事 然 由 直 真 真的 等会 给 能否 若 要是 见 讲 跟 跟着 边 还要
还想 还能 还会 这种 连 那些 这些 间 难道 靠 骗 掉 弹 变 帮 帮忙 帮我 一 二 两 三 四 五 六 七 八 九 十 位
条 份 号 句 件 块 张 台
"""


def light_words() -> frozenset[str]:
    """As they are written; `words` compares them stemmed."""
    return frozenset((_ENGLISH + _CHINESE).split())
