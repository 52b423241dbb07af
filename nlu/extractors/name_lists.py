# ruff: noqa: E501, SIM905 (lists of words read better as running text)
"""Parts of names: what the name model's features look up, and what training swaps into its examples.

Written for this project from common knowledge; none is taken from a data set.
"""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
    "饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙"
    "荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶苏魏吕丁任沈姚卢姜崔谭陆汪范"
    "廖贾夏韦邹孟熊秦邱尹薛闫侯龙陶黎贺顾毛郝龚邵钱严武戴莫孔汤康施牛樊葛邢齐庞倪聂鲁岳翟殷詹焦俞柳祁阮柯纪梅凌裴霍骆靳管"
)
DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "端木",
    "东方",
    "南宫",
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬彬斌鹏浩宇轩涵怡佳雨欣梓晨思琪嘉诗雅婷雪慧颖倩琳璐瑶莹洁"
    "晓梦薇岚晴露蕾菲悦彤妍馨然俊凯峰龙飞翔毅恒博文瀚哲睿轩昊辰逸凡子墨一鸣志远建国海波新泽成安宁舒宜若溪念初知夏云帆锦程"
    "立辉振东兴旺启航景行方圆书言天佑承泽可心乐思源清越楠森林木青松柏月星河川江湖山石金鑫亮光旭阳曦朗秋冬春燕鸿雁鹤莺"
    "卉茜茹娇菁芸莲珍珊琴瑾璇妮姗婉娴蓉虹凤群爱香桃福祥荣昌盛达康健勤良忠义礼智信仁德才武威炎熙煜烨炜炳坤培基城增奇奎姝岩峻嵩弘"
    "彪恩恺慕拓捷敬斐昕昱晏晖晟暄朔栋桐梁楷榕樱欢歆沁沐沛泓泰洲洪津淇淳滨潇澄澜焕熠爽牧玥玮珂珏琛琦瑜瑞璟璋皓真硕祺禹筠纯维绍耀聪胜"
    "致舟艺芝芮苒茂茵荷莎菊萌萱蓓蔓蕊衡裕诚谦贝贤跃轶迎进郁钊铭锋锐雄霄霆霖靖韬韵顺颂驰骁骏魁麒麟"
)
TITLES = (
    "经理",
    "老师",
    "总",
    "主任",
    "工",
    "总监",
    "律师",
    "医生",
    "先生",
    "女士",
    "小姐",
    "师傅",
    "会计",
    "主管",
    "教授",
    "哥",
    "姐",
)
COMPANY_ENDS_ZH = (
    "有限公司", "有限责任公司", "股份有限公司", "集团", "公司", "科技", "文化", "传媒", "工作室", "贸易", "咨询", "教育", "物流", "设计", "医疗", "餐饮",
    "食品", "国际", "网络", "信息", "软件", "电子", "制造", "实业", "地产", "物业", "金融", "资本", "投资", "律所", "律师事务所", "事务所", "广告",
    "印务", "能源", "新能源", "服饰", "家居", "建筑", "建材", "机械", "化工", "医药", "制药", "生物", "旅游", "旅行", "酒店", "影视", "动漫", "游戏",
    "出版", "书店", "农业", "生鲜", "超市", "零售", "电商", "供应链", "货运", "快递", "航空", "汽车", "装饰", "园林", "环保", "检测", "培训", "学校",
    "银行", "保险", "证券", "基金会", "协会", "研究院", "研究所", "中心", "商贸", "电器", "光电", "智能", "数据", "云计算", "纺织", "玩具", "宠物", "健康",
    "口腔", "诊所", "医院", "眼科", "体育", "健身", "美容", "摄影", "艺术", "画廊", "茶业", "咖啡", "烘焙", "连锁", "百货", "仓储", "外贸", "重工", "精工",
)  # fmt: skip
COMPANY_PLACES = (
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "成都",
    "武汉",
    "南京",
    "苏州",
    "厦门",
    "青岛",
    "西安",
    "长沙",
    "宁波",
    "重庆",
    "天津",
)
COMPANY_CHARS = (
    "青岚云岭恒通远山木石南浦卓越鹏程瑞禾星桥澜海蓝禾松果博雅华信天成明德泽润景和盛东方元启鼎新安信达利丰嘉美佳诚正大中联合众"
    "创智慧光辉煌金玉白鹿银河飞鸟长风朝阳晨曦竹里半夏拾光秋水知行墨客一方九州四海百川千帆万象紫荆红枫绿洲浅草深蓝"
)
COMPANY_ENDS_EN = (
    "Inc", "Ltd", "LLC", "Corp", "Co", "GmbH", "Labs", "Lab", "Group", "Partners", "Studio", "Studios", "Media", "Logistics", "Consulting",
    "Analytics", "Systems", "Solutions", "Technologies", "Tech", "Software", "Holdings", "Industries", "Energy", "Foods", "Dairy",
    "Shipping", "Freight", "Medical", "Health", "Dental", "Clinic", "Legal", "Law", "Capital", "Ventures", "Bank", "Insurance", "Hotels",
    "Travel", "Tours", "Tutoring", "Tutors", "Academy", "School", "College", "University", "Institute", "Foundation", "Charity", "Press",
    "Publishing", "Print", "Design", "Designs", "Architects", "Builders", "Construction", "Engineering", "Property", "Properties", "Realty",
    "Motors", "Robotics", "Biotech", "Pharma", "Textiles", "Apparel", "Outfitters", "Bakery", "Brewing", "Coffee", "Farms", "Gardens",
    "Interiors", "Furniture", "Digital", "Networks", "Telecom", "Aviation", "Marine", "Events", "Marketing", "Creative", "Agency", "Works",
    "Bros", "Brothers", "Collective", "Cooperative", "Trading", "Supplies", "Retail", "Stores", "Fitness", "Sports", "Museum", "Council",
    "Trust", "Corporation", "Limited", "Company", "Associates", "Advisory", "Staffing", "Recruiting", "Films", "Games", "Music",
    "Optics", "Ceramics", "Plastics", "Steel", "Packaging", "Catering", "Kitchen", "Veterinary", "Nursery", "Orchards", "Vineyards", "Ads", "Inn", "Homes", "Cafe", "Bistro", "Spa", "Salon", "Dance", "Theatre", "Gallery", "Books", "Toys", "Bikes",
    "Cycles", "Yoga", "Pharmacy", "Surgery", "Hospital", "Care", "Learning", "Education", "Research", "Sciences", "Genomics", "Instruments",
    "Electronics", "Electrical", "Plumbing", "Roofing", "Cleaning", "Landscaping", "Surveyors", "Accounting", "Accountants", "Solicitors",
)  # fmt: skip
COMPANY_STARTS_EN = (
    "North South East West High Low Oak Birch Maple Cedar Pine Elm Ash Hazel Willow Alder Silver Golden "
    "Copper Iron Stone River Lake Brook Hill Vale Glen Moor Marsh Field Harbour Harbor Bay Coast Ocean "
    "Sea Wind Storm Sun Moon Star Fox Wolf Bear Raven Falcon Kestrel Heron Swift Bright Clear Blue "
    "Green Red Black White Grey Crown Kings Queens Bridge Mill Castle Tower Gate Wood Fern Rose Thorn "
    "Clover Thistle"
).split()
COMPANY_TAILS_EN = (
    "field ford bridge wood stone well brook dale worth ton ham bury line mark gate mere low haven "
    "point crest view side"
).split()
FIRST_NAMES = frozenset(
    ["aaron", "abigail", "adam", "adele", "adrian", "agnes", "ahmed", "aisha", "aidan", "alan", "albert", "alex", "alexa", "alexander", "alexandra", "alexis", "alfred", "ali", "alice", "alicia", "alina", "allison", "amanda", "amber", "amelia", "amir", "amy", "ana", "anders", "andre", "andrea", "andreas", "andrew", "andy", "angela", "angelo", "anita", "ann", "anna", "anne", "annie", "annika", "anthony", "antonio", "anya", "arjun", "arthur", "asha", "ashley", "astrid", "audrey", "ava", "barbara", "bea", "beatrice", "becky", "ben", "benjamin", "bernard", "beth", "betty", "bianca", "bill", "billy", "bob", "brandon", "brenda", "brian", "bridget", "bruce", "bruno", "caleb", "callum", "camila", "carl", "carla", "carlos", "carmen", "carol", "caroline", "carolyn", "cathy", "cecilia", "celine", "chad", "chan", "charles", "charlie", "charlotte", "chen", "chiara", "chloe", "chris", "christian", "christina", "christine", "christopher", "cindy", "claire", "clara", "claudia", "colin", "connor", "craig", "cristina", "daisy", "damian", "dan", "dana", "daniel", "daniela", "danny", "daria", "darren", "dave", "david", "dean", "deborah", "deepak", "denise", "dennis", "derek", "diana", "diego", "dimitri", "dirk", "dmitri", "dominic", "don", "donald", "donna", "dora", "doris", "doug", "douglas", "dylan", "ed", "eddie", "edgar", "edith", "edward", "eileen", "elaine", "elena", "eli", "elias", "elijah", "elin", "elisa", "elise", "elizabeth", "ella", "ellen", "ellie", "elliot", "eloise", "elsa", "emil", "emily", "emma", "enrique", "eric", "erica", "erik", "erin", "ethan", "eugene", "eva", "evan", "eve", "evelyn", "faith", "farah", "fatima", "faye", "felix", "femi", "fiona", "florence", "frances", "francesca", "francis", "frank", "franz", "fred", "freddie", "frida", "gabriel", "gareth", "gary", "gavin", "gemma", "george", "georgia", "gerald", "gina", "giulia", "glenn", "gloria", "grace", "graham", "greg", "gregory", "greta", "gus", "hannah", "hans", "harold", "harriet", "harry", "haruto", "hassan", "hazel", "heather", "heidi", "helen", "helena", "henrik", "henry", "holly", "hugh", "hugo", "ian", "ibrahim", "ida", "igor", "ines", "ingrid", "irene", "iris", "isaac", "isabel", "isabella", "isla", "ivan", "ivy", "jack", "jackie", "jacob", "jade", "jake", "james", "jamie", "jan", "jane", "janet", "janice", "jared", "jasmine", "jason", "jay", "jean", "jeff", "jeffrey", "jen", "jenna", "jennifer", "jenny", "jeremy", "jerome", "jerry", "jess", "jesse", "jessica", "jill", "jim", "jimmy", "jo", "joan", "joanna", "joanne", "joao", "joe", "joel", "johan", "johanna", "john", "johnny", "jon", "jonas", "jonathan", "jordan", "jorge", "jose", "josef", "joseph", "josh", "joshua", "joy", "joyce", "juan", "judith", "judy", "julia", "julian", "julie", "juliet", "julio", "june", "justin", "kai", "kara", "karen", "karim", "karin", "karl", "kate", "katharina", "katherine", "kathleen", "kathy", "katie", "katrin", "kay", "keith", "kelly", "ken", "kenji", "kenneth", "kevin", "khalid", "kim", "kirsten", "kristen", "kumar", "kyle", "lara", "lars", "laura", "lauren", "lea", "leah", "lee", "leila", "len", "lena", "leo", "leon", "leonard", "leslie", "lewis", "liam", "lily", "lin", "linda", "lindsay", "lisa", "liv", "liz", "lola", "lorenzo", "louis", "louise", "luca", "lucas", "lucia", "lucy", "luis", "luke", "luna", "lydia", "lynn", "maggie", "magnus", "malik", "mandy", "marc", "marcel", "marco", "marcus", "margaret", "maria", "marian", "marianne", "marie", "marina", "mario", "marion", "marta", "martha", "martin", "martina", "mary", "mason", "mateo", "mathias", "matt", "matteo", "matthew", "maureen", "max", "maya", "megan", "mehmet", "mei", "mel", "melanie", "melissa", "mia", "michael", "michaela", "michelle", "miguel", "mika", "mike", "mila", "miles", "milo", "mina", "miranda", "miriam", "moe", "mohamed", "mohammed", "moira", "molly", "mona", "monica", "monika", "morgan", "muhammad", "nadia", "nancy", "naomi", "nasser", "natalia", "natalie", "nate", "nathan", "neil", "nell", "nicholas", "nick", "nicola", "nicole", "niels", "nigel", "nikhil", "nikita", "nils", "nina", "noah", "noel", "nora", "norman", "olaf", "olga", "oliver", "olivia", "omar", "oscar", "otto", "owen", "pablo", "paige", "pamela", "paolo", "pat", "patricia", "patrick", "paul", "paula", "pavel", "pedro", "penelope", "penny", "percy", "pete", "peter", "petra", "phil", "philip", "phoebe", "pierre", "piotr", "polly", "pooja", "priya", "rachel", "rafael", "raj", "rajesh", "ralph", "ramon", "raphael", "ravi", "ray", "raymond", "rebecca", "regina", "rhys", "ricardo", "richard", "rick", "rita", "rob", "robert", "roberta", "robin", "rodrigo", "roger", "roland", "roman", "ron", "ronald", "rory", "rosa", "rosalind", "rosie", "ross", "roy", "ruby", "rudy", "rupert", "russell", "ruth", "ryan", "sabine", "sadie", "sally", "sam", "samantha", "samir", "samuel", "sandra", "sanjay", "sara", "sarah", "sasha", "saskia", "scott", "sean", "sebastian", "selena", "serena", "sergei", "seth", "shane", "shannon", "sharon", "shaun", "sheila", "shirley", "sidney", "silvia", "simon", "simone", "sofia", "sonia", "sonja", "sophia", "sophie", "stacy", "stan", "stefan", "stefanie", "stella", "stephanie", "stephen", "steve", "steven", "stuart", "sue", "sunil", "susan", "susanna", "suzanne", "sven", "sylvia", "takeshi", "tamara", "tania", "tanya", "tara", "tariq", "ted", "teresa", "terry", "tess", "thea", "theo", "theresa", "thomas", "tiffany", "tim", "timothy", "tina", "tobias", "toby", "todd", "tom", "tomas", "tommy", "toni", "tony", "tracy", "travis", "trevor", "tristan", "tyler", "ulrike", "ursula", "uwe", "valentina", "valerie", "vanessa", "vera", "veronica", "vicky", "victor", "victoria", "vijay", "vikram", "vincent", "viola", "virginia", "vivian", "walter", "wanda", "warren", "wayne", "wei", "wendy", "wesley", "will", "william", "willow", "winston", "xavier", "yan", "yara", "yasmin", "yolanda", "yuki", "yusuf", "yvonne", "zac", "zach", "zara", "zoe", "zoey"]
)  # fmt: skip
LAST_NAMES = (
    "Smith Jones Taylor Brown Wilson Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White "
    "Hughes Edwards Green Hall Wood Harris Martin Jackson Clarke Turner Hill Cooper Ward Morris Moore "
    "Clark Baker King Lee Harrison Morgan Patel Allen James Scott Anderson Mitchell Young Kaur Khan "
    "Nguyen Garcia Martinez Rodriguez Lopez Silva Santos Costa Rossi Ricci Moretti Müller Schmidt "
    "Schneider Fischer Weber Meyer Becker Hoffmann Novak Kowalski Nowak Petrov Ivanova Sokolov Larsson "
    "Nilsson Johansson Lindqvist Hansen Olsen Berg Dahl Virtanen Okafor Adeyemi Mensah Osei Nkosi "
    "Diallo Haddad Rahman Hussain Ahmed Kim Park Choi Tanaka Sato Suzuki Ito Yamamoto Chen Wang Li "
    "Zhang Liu Yang Wu Zhou Lin Chan Wong Tan Lim Ng Kapoor Sharma Gupta Singh Reddy Iyer O'Brien "
    "Murphy Kelly Byrne Doyle Walsh Fraser Campbell Stewart MacLeod Whitlock Harcourt Pemberton "
    "Blackwood Holloway Marsh Price Foster"
).split()
PLACES = frozenset(
    (
        "london paris berlin madrid rome milan lisbon dublin vienna zurich geneva amsterdam brussels munich "
        "hamburg barcelona seville oslo stockholm copenhagen helsinki warsaw prague budapest athens "
        "istanbul moscow dubai singapore tokyo osaka kyoto seoul beijing shanghai shenzhen guangzhou "
        "hangzhou chengdu taipei bangkok hanoi jakarta manila sydney melbourne toronto vancouver montreal "
        "chicago boston seattle austin denver dallas texas california florida manchester leeds bristol "
        "glasgow edinburgh frankfurt cologne naples bali nairobi lagos cairo delhi mumbai bangalore italy "
        "spain france germany england scotland ireland wales portugal poland sweden norway denmark finland "
        "netherlands belgium austria switzerland greece turkey russia china japan korea india brazil mexico "
        "canada america australia europe asia africa usa uk eu us hongkong malaysia vietnam thailand "
        "indonesia philippines argentina chile egypt kenya nigeria english french german spanish chinese "
        "japanese italian"
    ).split()
)
DEPARTMENTS = frozenset(
    "accounting accounts admin administration billing compliance customer development design engineering facilities finance "
    "hr human it legal logistics management marketing office operations payroll people procurement product purchasing qa "
    "research sales security service support team tech".split()
)
# Firms that customers of anybody mention.
KNOWN_FIRMS_ZH = (
    "顺丰", "中通", "圆通", "韵达", "招商银行", "建设银行", "工商银行", "中国银行", "农业银行", "交通银行", "平安银行", "中国平安",
    "中国移动", "中国联通", "中国电信", "腾讯公司", "阿里巴巴", "华为公司", "星巴克", "肯德基", "麦当劳", "瑞幸", "东航", "国航", "南航",
    "宁德时代", "比亚迪", "特斯拉", "字节跳动", "沃尔玛", "宜家", "海底捞", "格力", "海尔", "联想集团", "中石油", "中石化", "国家电网",
)  # fmt: skip
KNOWN_FIRMS_EN = (
    "tesla", "nvidia", "ikea", "costco", "fedex", "dhl", "lufthansa", "ryanair", "verizon", "siemens", "starbucks", "mcdonald's", "mcdonalds",
    "walmart", "boeing", "toyota", "bmw", "samsung", "sony", "nike", "adidas", "unilever", "nestle", "pepsi", "coca-cola", "goldman sachs",
    "jpmorgan", "barclays", "hsbc", "lloyds", "vodafone", "t-mobile", "comcast", "emirates", "easyjet", "airbnb", "intel corporation",
)  # fmt: skip
PINYIN_SURNAMES = (
    "Zhang Zhao Huang Xu Sun Ma Zhu Hu Guo He Gao Luo Zheng Liang Xie Song Tang Deng Han Feng Cao Peng "
    "Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Cui Zhong Jin "
    "Shi Liao Jia Xia Fu Fang Bai Zou Meng Xiong Qin Qiu Hou Yin Shao Tao Gu Mao Hao Gong Qian Dai Yan "
    "Kong"
).split()
# Names of programs and makers of programs that customers mention; none of them is a customer's company.
PROGRAMS = frozenset(
    ["excel", "word", "powerpoint", "outlook", "teams", "power", "bi", "tableau", "slack", "jira", "confluence", "trello", "asana", "notion", "monday", "clickup", "basecamp", "airtable", "wechat", "dingtalk", "feishu", "lark", "zoom", "skype", "whatsapp", "telegram", "gmail", "google", "chrome", "firefox", "safari", "edge", "okta", "auth0", "azure", "onedrive", "dropbox", "sharepoint", "github", "gitlab", "figma", "miro", "stripe", "paypal", "alipay", "visa", "mastercard", "amex", "zapier", "hubspot", "salesforce", "shopify", "wordpress", "lanyun", "api", "sso", "saml", "csv", "pdf", "xlsx", "gantt", "sms", "vpn", "wifi", "gdpr", "crm", "linkedin", "facebook", "twitter", "instagram", "tiktok", "youtube", "netflix", "spotify", "amazon", "apple", "microsoft", "android", "windows", "iphone", "ipad", "todoist", "evernote", "zendesk", "intercom", "vue", "react", "angular", "python", "java", "javascript", "typescript", "node", "django", "flutter", "docker", "kubernetes", "mysql", "postgresql"]
)  # fmt: skip
# Words that open a sentence with a capital and are no part of the name behind them.
NAME_OPENERS = frozenset(
    (
        "the our my your his her their this that these those a an all any hi hello dear hey please can "
        "could would is are do does did will what when where who why how we i if and but or for from to in "
        "on at of with it its as need want get add book cancel change update check data support sales "
        "customer tech free team business enterprise lanyun no yes not new old one two human it's i'm we're "
        "let send make show tell give put thanks thank best regards ceo cfo cto marketing legal finance "
        "engineering design head digital public national social mobile media private global local senior "
        "junior lead chief account order promote demote invite remove delete transfer move assign block "
        "unblock ask tell call contact email mail message ping upgrade downgrade switch reset refund bill "
        "invoice charge register enroll onboard offboard grant revoke restore hand pass take meet with hook "
        "connect link import export sync unauthorised unauthorized yesterday today tomorrow monday tuesday "
        "wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december also just since because while after before then so who whom "
        "whose which still already maybe perhaps sorry please kindly dear good morning afternoon evening ok "
        "okay"
    ).split()
)
