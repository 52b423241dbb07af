"""A message's text in the two forms the rules read, both of the same length as the original.

Offsets found in either form hold in the original text as they are.
"""

from dataclasses import dataclass

# Traditional characters that occur in what the rules look for, each with its simplified form.
_TRADITIONAL = (
    "週周號号點点鐘钟從从開开後后個个幾几兩两時时這这禮礼過过內内網网頁页報报錶表單单檔档曆历儀仪團团隊队業业費费專专級级"
    "數数據据倉仓庫库動动電电腦脑機机萬万億亿塊块錢钱圓元圖图員员帳帐賬账戶户聯联繫系經经讓让請请給给錯错誤误訂订標标間间"
    "陰阴離离為为與与將将來来們们會会嗎吗還还發发票票見见務务裡里裏里間间夥伙麗丽張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马羅罗鄭郑謝谢"
    "許许鄧邓馮冯蕭萧葉叶蘇苏呂吕盧卢蔣蒋賈贾韋韦鄒邹閻阎陸陆龍龙萬万賴赖錢钱湯汤喬乔龔龚藍蓝雲云總总師师歲岁紀纪預预約约"
    "採采買买賣卖購购減减縮缩擴扩換换變变歐欧鎊镑澳澳幣币蘋苹範范齊齐譚谭鍾钟紅红綠绿淵渊導导裝装編编輯辑試试驗验啟启滿满"
    "續续嚴严傳传達达進进遠远運运選选題题現现實实線线組组織织統统計计設设訊讯記记評评該该說说談谈調调論论證证識识課课講讲"
    "鴻鸿鵬鹏飛飞鳳凤麥麦齡龄關关門门問问聞闻應应當当對对寫写兒儿園园場场壞坏夠够頭头學学寶宝屬属島岛愛爱態态慣惯戰战擊击"
    "無无煩烦熱热獨独獲获環环產产畫画異异療疗監监確确禁禁種种積积穩稳窮穷節节簡简糧粮紙纸紐纽細细終终結结絡络絕绝絲丝綫线維维"
    "緊紧緣缘縣县績绩繼继聲声職职聽听腳脚臺台舊旧莊庄華华著着蓋盖處处術术衛卫補补襲袭覺觉觀观訪访詢询詳详諮咨譽誉讀读貨货"
    "盤盘質质負负財财貢贡責责貴贵貿贸賓宾贈赠贏赢軟软軍军載载輕轻輸输轉转辦办農农連连遊游遞递遲迟鄉乡醫医釋释鎖锁鏈链長长閃闪閱阅"
    "陽阳隨随險险難难雖虽雙双雜杂靜静響响項项順顺須须頻频顏颜願愿類类顧顾風风飯饭餐餐館馆駐驻駕驾騙骗體体鮮鲜"
)
_ODD_MARKS = {
    "\u3000": " ", "\u00a0": " ", "\u202f": " ", "\u2007": " ",
    "’": "'", "‘": "'", "“": '"', "”": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-",
    "〜": "~", "∼": "~", "￥": "¥", "￡": "£", "İ": "I",
}  # fmt: skip
_TO_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)},
    **{ord(old): new for old, new in _ODD_MARKS.items()},
}


@dataclass(frozen=True, slots=True)
class Surface:
    """`cased` is half-width and simplified; `folded` is lower case as well."""

    text: str
    cased: str
    folded: str


def surface_of(text: str) -> Surface:
    cased = text.translate(_TO_PLAIN)
    # "İ" alone grows when lowered, and it is gone by now: lengths stay equal.
    return Surface(text=text, cased=cased, folded=cased.lower())
