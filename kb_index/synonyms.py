"""Words for the same thing, in both languages, as customers and articles of any software use them.

A line is one thing. A question's word also finds the others of its line, at `SYNONYM_WEIGHT` of its strength.
What is peculiar to one tenant is learned from its articles instead (`translations`).
"""

SYNONYM_WEIGHT = 0.6

LINES = """
登录 登入 登不上 登不了 登陆 进不去 sign log login signin
密码 口令 password passcode passwd pwd
忘记 忘了 forgot forget lost
重置 重设 找回 reset recover
两步验证 二次验证 双重验证 双因素 动态码 验证器 2fa mfa two-factor authenticator otp
验证码 短信 code sms
单点登录 统一登录 sso saml okta azure oidc
邀请 拉进来 拉人 加人 新同事 入职 invite invitation onboard hire
移除 移出 踢 踢掉 踢出 离职 remove kick left
成员 员工 同事 人员 用户 member colleague coworker employee teammate user people
访客 外部 外包 客人 甲方 guest external freelancer contractor client outsider
角色 身份 role
权限 没权限 不让看 看不了 permission access allowed right denied
所有者 拥有者 老板 owner boss
管理员 admin administrator
锁定 被锁 锁了 locked lock lockout
修改 更改 改 换 变更 更换 change update edit modify
姓名 名字 name surname
邮箱 邮件 电子邮件 mail email mailbox inbox
手机 电话 phone mobile iphone android cellphone
公司 企业 company firm organisation organization business
工作区 空间 团队空间 workspace
删除 删掉 删了 删 清空 注销 delete erase wipe remove
恢复 找回 还原 救回 restore recover undelete undo
回收站 垃圾桶 垃圾箱 trash bin
误删 手滑 accident mistake accidentally
导出 下载 带走 备份 export download dump backup
导入 上传 传上去 弄进来 import upload
表格 excel xlsx csv spreadsheet
失败 报错 出错 错误 fail failed error
接口 api endpoint rest
密钥 key
令牌 token
频率 限流 调用 次数 rate limit requests throttle
回调 推送 webhook callback
签名 验签 signature hmac verify
发票 专票 普票 开票 fapiao invoice vat
抬头 税号 title tax
账单 对账单 bill statement invoice
到期 期满 过期 截止 失效 expire expired due
逾期 欠费 拖欠 overdue late unpaid
付款 支付 打款 付钱 交钱 缴费 pay payment paid
转账 汇款 对公 公对公 打款 transfer wire
信用卡 银行卡 刷卡 card visa amex mastercard
扣款 扣钱 扣费 扣了 charge charged debit
重复 两次 两遍 double twice duplicate
退款 退钱 退费 退回 refund reimburse money
到账 收到 arrive land
价格 多少钱 费用 收费 报价 price cost pricing fee expensive
优惠 折扣 便宜 打折 减免 discount cheaper coupon
学校 教育 school education university
公益 非营利 nonprofit charity npo
套餐 版本 方案 plan tier
免费 免费版 不花钱 白嫖 free
试用 试试 体验 试 trial try
额度 配额 上限 最多 限制 quota limit maximum max
存储 容量 空间 硬盘 storage disk space
席位 名额 坐席 账号数 人数 seat licence license
增加 添加 加 多加 add more extra
减少 减 去掉 reduce lower fewer decrease
升级 upgrade
降级 downgrade cheaper
年付 包年 按年 yearly annual annually year
月付 包月 按月 monthly month
续费 续订 续 自动续费 renew renewal
取消 退订 关掉 停用 不用了 不续 cancel stop unsubscribe quit
涨价 提价 increase raise
订单 单子 下单 order purchase
处理中 待处理 processing pending
离线 断网 没网 没有网络 offline plane airplane
同步 sync synced synchronise synchronize
通知 提醒 消息 推送 notification alert reminder push notify
太多 轰炸 骚扰 many spam
自动化 规则 自动 触发 automation rule automate trigger workflow
循环 死循环 loop
定时 每周 每天 计划 schedule scheduled timer weekly monthly
客户 商机 线索 crm lead customer deal
数据仓库 数仓 bi sql warehouse
地区 机房 存在哪 存放 服务器 region hosted hosting datacenter residency stored
个人信息 隐私 个保法 privacy gdpr pipl personal dpa
认证 证书 等保 certificate certification soc2 iso mlps
加密 安全 encrypt encryption security secure
赔偿 赔 抵扣 补偿 credit compensation
可用性 sla uptime availability
停机 宕机 挂了 崩了 打不开 down outage downtime unavailable
维护 maintenance
浏览器 谷歌浏览器 chrome safari firefox edge browser
卡顿 卡 慢 很慢 卡死 slow lag laggy slowness ages performance
看板 板子 板 board
卡片 card
列 column
拖动 拖 拽 drag move
仪表盘 大屏 dashboard
投屏 电视 大屏 tv screen
更新 刷新 refresh update stale
日历 日程 排期 calendar ics
表单 问卷 form survey
提交 填写 填 submit submission fill entry
报表 统计表 统计 report
文档 文章 doc document page
历史 旧版本 之前 以前 history previous earlier version
共享 分享 链接 share shared link
培训 讲课 教学 课程 training webinar onboarding class course session
预约 约 预定 book schedule appointment
改期 改时间 reschedule
客服 人工 support agent
回复 答复 回 answer reply response
周末 节假日 几点 上班 weekend holiday hours open
工单 ticket
财务 会计 出纳 finance accountant bookkeeper accounting
购买 买 buy purchase
数据 资料 内容 东西 data stuff content
欧洲 欧盟 europe eu
改名 更名 rename renamed
通行密钥 指纹 人脸 passkey fingerprint yubikey fido
注册 报名 signup register
旧版 老版本 老版 4.x legacy old
新版 新版本 5.x new
""".strip().splitlines()
