"""The words of saved views."""

from escalation.routing.words import Words

SAVED: dict[str, Words] = {
    "view_keep": Words("保存视图", "Save view"),
    "view_new": Words("把这个列表存为视图", "Save this list as a view"),
    "view_new_lead": Words(
        "保存现在的视图、搜索、筛选和排序。", "The present view, search, filters and order are kept."
    ),
    "view_edit": Words("视图的名称", "The view's name"),
    "view_edit_this": Words("改名或删除“{name}”", "Rename or remove “{name}”"),
    "view_name": Words("名称", "Name"),
    "view_shared": Words("所有人可见", "Everybody sees it"),
    "view_own_head": Words("我保存的", "Saved by me"),
    "view_shared_head": Words("共享视图", "Shared views"),
    "view_replace": Words("替换原来的", "Replace that one"),
    "view_remove": Words("删除", "Remove"),
    "view_remove_sure": Words("确定删除", "Really remove it"),
    "view_kept": Words("视图已保存", "The view is saved"),
    "view_removed": Words("视图已删除", "The view is removed"),
    "view_gone": Words("这个视图已经被删除了", "That view has been removed"),
    "view_gone_view": Words(
        "没有“{value}”这个视图，显示的是全部未解决。", "There is no view “{value}”: these are all open."
    ),
    "view_gone_word": Words(
        "没有“{value}”这个{what}，这一条没有用上。", "{what}: there is no “{value}”, so it is left out."
    ),
    "view_gone_value": Words(
        "{what}“{value}”已经不在了，所以可能什么也没有。",
        "{what}: “{value}” is no longer there, so there may be nothing.",
    ),
    "view_gone_agent": Words(
        "{value} 已离开或不再处理工单。", "{value} has left or no longer works on tickets."
    ),
    "desk_key_view": Words("保存为视图", "Save as a view"),
}
SAVED_FOR_THE_BROWSER = (
    "view_kept",
    "view_removed",
    "view_gone",
    "view_replace",
    "view_remove",
    "view_remove_sure",
    "set_save",
)
