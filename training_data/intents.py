"""The intents and entities of the demo tenant's domain, by group; labelled files may use no others."""

GROUPS: dict[str, tuple[str, ...]] = {
    "account": (
        "login_problem",
        "reset_password",
        "two_factor_issue",
        "change_account_details",
        "add_member",
        "remove_member",
        "permission_denied",
        "delete_account",
    ),
    "billing": (
        "check_bill",
        "request_invoice",
        "payment_failed",
        "request_refund",
        "pricing_question",
        "upgrade_plan",
        "downgrade_plan",
        "cancel_subscription",
        "renewal_question",
        "discount_request",
    ),
    "orders": ("order_status", "cancel_order", "change_order"),
    "product": (
        "how_to",
        "report_bug",
        "outage",
        "slow_performance",
        "data_export",
        "data_import",
        "api_integration",
        "mobile_app_issue",
        "notification_issue",
        "feature_request",
    ),
    "trust": ("security_question", "privacy_request"),
    "service": ("ticket_status", "book_training", "contact_sales", "talk_to_human", "complaint"),
    "talk": ("greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"),
    "out_of_scope": ("out_of_scope",),
}

OUT_OF_SCOPE = "out_of_scope"
INTENTS: tuple[str, ...] = tuple(intent for group in GROUPS.values() for intent in group)

ENTITIES: tuple[str, ...] = (
    "order_id",
    "ticket_id",
    "invoice_id",
    "time",
    "money",
    "plan",
    "addon",
    "product_module",
    "platform",
    "product_version",
    "error_code",
    "email",
    "phone",
    "url",
    "person",
    "company",
    "seats",
)

# Kinds whose value is one of a list, whatever the customer called it.
VALUES: dict[str, frozenset[str]] = {
    "plan": frozenset({"free", "team", "business", "enterprise"}),
    "addon": frozenset({"crm", "automation", "data_warehouse"}),
    "product_module": frozenset({"board", "dashboard", "calendar", "forms", "reports", "docs", "webhooks"}),
    "platform": frozenset({"ios", "android", "web", "windows", "mac", "mobile", "desktop", "linux"}),
}
